import {
  type Cells,
  EspalierError,
  featuresOf,
  present,
  type Table,
  tableFromColumns
} from '@espalier/core';
import { type DatasetSpec, datasetSpecSchema, type Feature } from '@espalier/core/contracts';
import { sha256, sha256File } from '@espalier/core/files';
import { findSpec, inferSpec, readTable } from '@espalier/tables';

/** Rows to train on, and what is known of their columns. */
export interface Dataset {
  readonly spec: DatasetSpec;
  /** Features and sensitive columns. */
  readonly table: Table;
  /** One a row: 1 for the positive value of the target, else 0. */
  readonly labels: Uint8Array;
  readonly groups?: Float64Array;
  readonly times?: Float64Array;
  /** Of the file, or of the columns. */
  readonly sha256: string;
}

/** What a spec would say, where there is none. */
export interface DatasetOptions {
  /** The name of the model. */
  readonly name?: string;
  readonly target: string;
  /** The value of the target that means yes. */
  readonly positive: string | number | boolean;
  /** Columns that are no inputs of the model, but whose groups are compared. */
  readonly sensitive?: readonly string[];
  readonly ignore?: readonly string[];
  /** Kinds, levels and ranges of columns that are not to be guessed. */
  readonly features?: Readonly<Record<string, Feature>>;
}

/**
 * Read a CSV, Parquet or JSON Lines file by the spec beside it or the one named; without a spec `target` is needed and kinds
 * are inferred. Errors as of the command: E_FILE_*, E_TABLE_*, E_SPEC_INVALID, E_COLUMN_MISSING, E_ROWS_INVALID, E_TARGET_INVALID.
 */
export async function readDataset(
  path: string,
  { spec: named, target, positive }: { spec?: string; target?: string; positive?: string } = {}
): Promise<Dataset> {
  const found = await findSpec(path, named);
  if (found === undefined && target === undefined)
    throw new EspalierError(
      'E_USAGE',
      `Cannot tell what to predict: there is no dataset spec for "${path}"`,
      'Name the target'
    );
  const spec = found?.spec ?? (await inferSpec(path, target!, positive)).spec;
  const { table, labels, groups, times } = await readTable(path, spec, {
    target: 'require',
    policies: 'enforce'
  });
  return present({ spec, table, labels, groups, times, sha256: await sha256File(path) });
}

/**
 * A dataset out of arrays, as danfo, arquero, polars or Arrow give them. Every column that is not named otherwise is a
 * feature. Errors: E_COLUMN_MISSING, E_ROWS_INVALID, E_SPEC_INVALID, E_TARGET_INVALID.
 */
export function datasetFromColumns(
  columns: Readonly<Record<string, Cells>>,
  options: DatasetOptions
): Dataset {
  const { name = 'model', target, sensitive = [], ignore = [], features = {} } = options;
  const positive = String(options.positive);
  const aside = new Set([target, ...sensitive, ...ignore]);
  const inputs = Object.fromEntries(
    Object.entries(columns).filter(([column]) => !aside.has(column))
  );
  const parsed = datasetSpecSchema.safeParse({
    name,
    target: { column: target, positive },
    sensitive: [...sensitive],
    ignore: ignore.filter(column => Object.hasOwn(columns, column)),
    features: { ...featuresOf(inputs), ...features }
  });
  if (!parsed.success)
    throw new EspalierError(
      'E_SPEC_INVALID',
      'Cannot make a dataset spec of these columns and options',
      'Give every column one role, and at least one feature'
    );
  const spec = parsed.data;
  const category: Feature = {
    kind: 'category',
    unknown: 'other',
    missing: 'impute',
    show: false,
    private: false
  };
  const grouped = Object.fromEntries(sensitive.map(column => [column, category]));
  const table = tableFromColumns(columns, { ...spec.features, ...grouped });
  const labels = labelsOf(tableFromColumns(columns, { [target]: category }), target, positive);
  if (labels.length !== table.numRows)
    throw new EspalierError(
      'E_ROWS_INVALID',
      `Cannot train: the target has ${labels.length} cells, the features ${table.numRows}`,
      'Give columns of one length'
    );
  return { spec, table, labels, sha256: hashOf(table, labels) };
}

function labelsOf({ columns: [column] }: Table, target: string, positive: string): Uint8Array {
  if (column?.kind !== 'category') throw new RangeError(`Cannot read labels of "${target}"`);
  const { levels, codes } = column;
  const problem = codes.some(code => code < 0)
    ? 'some of its cells are empty'
    : levels.length !== 2
      ? `it has ${levels.length} different values, exactly two are needed`
      : levels.includes(positive)
        ? undefined
        : 'no row has the positive value';
  if (problem !== undefined)
    throw new EspalierError(
      'E_TARGET_INVALID',
      `Cannot train on "${target}": ${problem}`,
      'Name a yes/no column as the target, and its positive value'
    );
  return Uint8Array.from(codes, code => (levels[code] === positive ? 1 : 0));
}

/** Of names, levels, cells and labels. */
function hashOf({ columns }: Table, labels: Uint8Array): string {
  const parts = columns.map(column =>
    column.kind === 'number'
      ? { name: column.name, cells: sha256(bytesOf(column.values)) }
      : { name: column.name, levels: column.levels, cells: sha256(bytesOf(column.codes)) }
  );
  return sha256(JSON.stringify([...parts, sha256(bytesOf(labels))]));
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
