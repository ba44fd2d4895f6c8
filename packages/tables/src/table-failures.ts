import { EspalierError, type Problem } from '@espalier/core';

/** The failure of a file with rows that cannot be used. */
export function unreadableRows(
  path: string,
  problems: readonly Problem[],
  numRows: number
): EspalierError {
  const numBad = new Set(problems.map(({ line, row }) => line ?? row)).size;
  return new EspalierError(
    'E_ROWS_INVALID',
    `Cannot use ${numBad} of the ${numRows} rows of "${path}"`,
    problems.some(({ problem }) => problem.startsWith('not a number'))
      ? 'Fix or remove the rows listed (a text that stands for a missing value is named in the spec: missing_values: [TEXT] on the column); nothing was written'
      : 'Fix or remove the rows listed; nothing was written',
    { details: problems }
  );
}

export function noRows(path: string): EspalierError {
  return new EspalierError(
    'E_TABLE_EMPTY',
    `Cannot use "${path}": it has a header but no rows`,
    'Pass a file with at least one row'
  );
}
