import { type Bundle, classify } from '@espalier/bundle';
import { EspalierError, type Problem } from '@espalier/core';

export interface RowsAnswer {
  readonly predictions: readonly { readonly probability: number; readonly class: 0 | 1 }[];
  readonly model: { readonly name: string; readonly version: string };
  /** What is odd about the rows, when anything is. */
  readonly warnings?: readonly Problem[];
}

/** The contract `rows`: a list of rows in, a probability and a class for each out. One bad row rejects all, every problem named. */
export function predictRows(bundle: Bundle, body: unknown, maxRows: number): RowsAnswer {
  const rows = readRows(body, maxRows);
  const { table, problems, warnings } = bundle.encodeRows(rows);
  if (problems.length > 0) throw badRows(problems);
  const probabilities = bundle.score(table);
  return {
    predictions: Array.from(probabilities, probability => ({
      probability,
      class: classify(bundle.decision, probability)
    })),
    model: { name: bundle.manifest.name, version: bundle.manifest.version },
    ...(warnings.length > 0 ? { warnings } : {})
  };
}

function readRows(body: unknown, maxRows: number): readonly unknown[] {
  const hint = 'GET /openapi.json has an example';
  if (!Array.isArray(body))
    throw new EspalierError('E_BODY_TYPE', 'Cannot score the body: it is not a list of rows', hint);
  if (body.length === 0)
    throw new EspalierError('E_BODY_TYPE', 'Cannot score the body: the list is empty', hint);
  if (body.length > maxRows)
    throw new EspalierError(
      'E_TOO_MANY_ROWS',
      `Cannot score ${body.length} rows at once: at most ${maxRows}`,
      'Send several requests'
    );
  return body;
}

function badRows(problems: readonly Problem[]): EspalierError {
  const numRows = new Set(problems.map(({ row }) => row)).size;
  const isMissing = problems.some(({ problem }) => problem === 'missing');
  return new EspalierError(
    isMissing ? 'E_FIELD_MISSING' : 'E_FIELD_INVALID',
    `Cannot score the rows: ${numRows} ${numRows === 1 ? 'has a problem' : 'have problems'}`,
    'Mend what is listed; no row was scored',
    { details: problems }
  );
}
