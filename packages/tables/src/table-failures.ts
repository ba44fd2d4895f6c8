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
    `${missingHint(problems)}Fix or remove the rows listed; nothing was written`,
    { details: problems }
  );
}

/** What to write when the bad cells stand for missing ones. */
function missingHint(problems: readonly Problem[]): string {
  const texts = problems.filter(({ problem }) => problem.startsWith('not a number'));
  if (texts.length === 0) return '';
  const markers = texts.flatMap(
    ({ problem }) => /^not a number but (".*")$/.exec(problem)?.[1] ?? []
  );
  const named = [...new Set(markers.length === 0 ? ['TEXT'] : markers)].slice(0, 3);
  const given = named.map(text => text.replaceAll('"', '')).join(',');
  return `If it stands for a missing value, write missing_values: [${named.join(', ')}] in the dataset spec, or pass --read "missing_values=${given}". `;
}

export function noRows(path: string): EspalierError {
  return new EspalierError(
    'E_TABLE_EMPTY',
    `Cannot use "${path}": it has a header but no rows`,
    'Pass a file with at least one row'
  );
}
