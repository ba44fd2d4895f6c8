import {
  type Cells,
  EspalierError,
  featuresOf,
  present,
  type Table,
  tableFromColumns
} from '@espalier/core';
import {
  type DatasetSpec,
  datasetSpecSchema,
  type Feature,
  plainFeature
} from '@espalier/core/contracts';
import { sha256, sha256File } from '@espalier/core/files';
import { completeSpec, findSpec, inferSpec, readTable } from '@espalier/tables';
import { type Columns, columnsByName } from './data-frame.ts';

/** Rows to train on, with the spec of their columns. */
export interface Dataset {
  readonly spec: DatasetSpec;
  /** Features and sensitive columns. */
  readonly table: Table;
  /** One per row: 1 for the positive value of the target, else 0. */
  readonly labels: Uint8Array;
  readonly groups?: Float64Array;
  readonly times?: Float64Array;
  /** How much each row counts. */
  readonly weights?: Float64Array;
  /** Of the file, or of the columns. */
  readonly sha256: string;
}

/** Target and roles of the columns, in place of a spec. */
export interface DatasetOptions {
  /** The name of the model. */
  readonly name?: string;
  readonly target: string;
  /** The value of the target that means yes. */
  readonly positive: string | number | boolean;
  /** Columns that are never inputs of the model, but whose groups are compared. */
  readonly sensitive?: readonly string[];
  readonly ignore?: readonly string[];
  /** The column that says how much each row counts. */
  readonly weight?: string;
  /** Kinds, levels and ranges of columns, instead of inferred ones. */
  readonly features?: Readonly<Record<string, Feature>>;
}

/**
 * Read a CSV, Parquet or JSON Lines file by the named spec or the one beside it; without a spec, kinds are inferred and `target`
 * is required. Errors as for the command: E_FILE_*, E_TABLE_*, E_SPEC_INVALID, E_COLUMN_MISSING, E_ROWS_INVALID, E_TARGET_INVALID.
 */
export async function readDataset(
  path: string,
  { spec: named, target, positive }: { spec?: string; target?: string; positive?: string } = {}
): Promise<Dataset> {
  const found = await findSpec(path, named);
  if (found === undefined && target === undefined)
    throw new EspalierError(
      'E_USAGE',
      `Cannot train on "${path}": it has no dataset spec, and no target is given`,
      'Pass target, or spec'
    );
  const { spec } =
    found === undefined
      ? await inferSpec(path, { target: target!, positive })
      : await completeSpec(path, found.spec);
  const { table, labels, groups, times, weights } = await readTable(path, spec, {
    target: 'require',
    policies: 'enforce'
  });
  return present({
    ...{ spec, table, labels, groups, times, weights },
    sha256: await sha256File(path)
  });
}

/**
 * A dataset of a danfo DataFrame, or of arrays as arquero, polars or Arrow give them. Every column without another role is a
 * feature. Errors: E_COLUMN_MISSING, E_ROWS_INVALID, E_SPEC_INVALID, E_TARGET_INVALID.
 */
export function datasetFromColumns(given: Columns, options: DatasetOptions): Dataset {
  const { name = 'model', target, sensitive = [], ignore = [], features = {}, weight } = options;
  const columns = columnsByName(given);
  const positive = String(options.positive);
  const aside = new Set([target, ...sensitive, ...ignore, weight]);
  const inputs = Object.fromEntries(
    Object.entries(columns).filter(([column]) => !aside.has(column))
  );
  const parsed = datasetSpecSchema.safeParse({
    name,
    target: { column: target, positive },
    sensitive: [...sensitive],
    weight,
    ignore: ignore.filter(column => Object.hasOwn(columns, column)),
    features: { ...featuresOf(inputs), ...features }
  });
  if (!parsed.success || Object.keys(parsed.data.features).length === 0)
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
      `Cannot train: the target has ${labels.length} cells, the features have ${table.numRows}`,
      'Give columns of one length'
    );
  const weights = weight === undefined ? undefined : weightsOf(columns, weight, labels);
  const rows =
    weights === undefined
      ? table
      : {
          ...table,
          columns: [...table.columns, { kind: 'number', name: weight!, values: weights } as const]
        };
  return present({ spec, table, labels, weights, sha256: hashOf(rows, labels) });
}

function weightsOf(
  columns: Readonly<Record<string, Cells>>,
  name: string,
  labels: Uint8Array
): Float64Array {
  const { columns: read } = tableFromColumns(columns, { [name]: plainFeature('number') });
  const [column] = read;
  if (column?.kind !== 'number') throw new RangeError(`Cannot read weights of "${name}"`);
  const { values } = column;
  const isWeight = (weight: number): boolean => weight >= 0 && weight < Infinity;
  if (values.length !== labels.length || !values.every(isWeight))
    throw new EspalierError(
      'E_ROWS_INVALID',
      `Cannot train by the weights in "${name}": one is missing, below 0 or not finite`,
      'Give every row a weight of at least 0'
    );
  for (const label of [0, 1])
    if (!values.some((weight, row) => weight > 0 && labels[row] === label))
      throw new EspalierError(
        'E_TARGET_INVALID',
        `Cannot train by the weights in "${name}": every row of one class has the weight 0`,
        'Give rows of both classes a weight over 0'
      );
  return values;
}

function labelsOf({ columns: [column] }: Table, target: string, positive: string): Uint8Array {
  if (column?.kind !== 'category') throw new RangeError(`Cannot read labels of "${target}"`);
  const { levels, codes } = column;
  const problem = codes.some(code => code < 0)
    ? 'some of its cells are empty'
    : levels.length !== 2
      ? `it has ${levels.length} distinct values, exactly two are required`
      : levels.includes(positive)
        ? undefined
        : 'no row has the positive value';
  if (problem !== undefined)
    throw new EspalierError(
      'E_TARGET_INVALID',
      `Cannot train on "${target}": ${problem}`,
      'Pass a yes/no column as target, and its positive value'
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
