import type { DuckDBConnection } from '@duckdb/node-api';
import { EspalierError, present, type Problem } from '@espalier/core';
import { type DatasetSpec, type Feature, plainFeature } from '@espalier/core/contracts';
import { checkColumns, type TableSpec } from '../read-table.ts';
import { readingOf, type ReadingRules } from '../reading.ts';
import { rowFailure } from '../row-problems.ts';
import { areMostlyNumbers } from '../source/names.ts';
import { openSource } from '../source/open-source.ts';
import type { Source } from '../source/source.ts';
import { noRows } from '../table-failures.ts';
import { withTable } from '../with-table.ts';
import { areCompactDates } from './date-form.ts';
import {
  type Cells,
  type CellValue,
  type ColumnFacts,
  countDistinct,
  findNamedCells,
  gatherFacts,
  gatherValues,
  hasDottedGroups,
  hasEqualSteps,
  keepCells,
  type OnColumns,
  openCells
} from './facts.ts';
import { type Inference, inferKind, type InferredKind, needsValues } from './infer-kind.ts';
import { FEW_VALUES } from './limits.ts';
import { isMarker } from './markers.ts';
import { DOTTED_THOUSANDS, type FileHints } from './number-format.ts';

export interface InferredColumns {
  readonly spec: TableSpec & Pick<DatasetSpec, 'features'>;
  readonly inferences: readonly Inference[];
  /** For people: how the file was read, and what was left out. */
  readonly notes: readonly string[];
  readonly numRows: number;
}

export interface InferOptions {
  /** Columns with a role of their own: they are not inferred. */
  readonly except?: readonly string[];
  /** Columns that are not inferred, and may be absent. */
  readonly ignored?: readonly string[];
  /** How the file is read; spaces around names and cells are stripped unless it says otherwise. */
  readonly rules?: ReadingRules;
  /** Dates whose day and month could change places: refused (default), or left out. */
  readonly unclearDates?: 'refuse' | 'ignore';
  /** Hears of every block of columns. */
  readonly onColumns?: OnColumns;
}

/** A name that says that the column numbers or names its rows. */
const NAMES_ROWS =
  /^(id|index|idx|key|uuid|guid|row|rownum|row_?number|record|nr|no)$|(^|[\s_.-])(id|key|uuid|guid|nr|no|index|idx|number|num)$|(Id|ID|Key|Number|Index)$|^(id|key|uuid)[\s_.-]|^Unnamed: 0$/;

/**
 * Infer the kind of every column from all rows; identifiers, dates and empty columns are set aside. Errors: E_FILE_*, E_TABLE_*,
 * E_HEADER_INVALID, E_COLUMN_MISSING; E_COLUMN_UNCLEAR for numbers that can be read in two ways.
 */
export async function inferColumns(
  path: string,
  {
    except = [],
    ignored = [],
    rules = { trim: true },
    unclearDates = 'refuse',
    onColumns
  }: InferOptions = {}
): Promise<InferredColumns> {
  return withTable(path, async connection => {
    const source = await openSource(connection, path, rules);
    checkColumns(source, except);
    const skipped = new Set([...except, ...ignored]);
    const names = source.names.filter(name => name !== '' && !skipped.has(name));
    const cells = await openCells(connection, source, names);
    const facts = await gatherFacts(connection, source, cells, names, onColumns);
    await checkRows(connection, source, facts);
    checkHeader(source, facts, await findNamedCells(connection, cells.select, names));
    const inferred = (await inferKinds(connection, source, cells, facts)).map(kind =>
      kind.as === 'date' ? asWanted(kind, rules, unclearDates) : kind
    );
    const unclear = names.filter((_, i) => inferred[i]!.unclear !== undefined);
    if (unclear.length > 0) throw unclearColumns(path, names, inferred);
    const inferences = names.map((column, i) => {
      const { as, because } = inferred[i]!;
      return { column, as, because };
    });
    const features = names.flatMap((name, i): [string, Feature][] => {
      const { feature } = inferred[i]!;
      return feature === undefined ? [] : [[name, feature]];
    });
    const ignore = inferences.filter(({ as }) => as === 'ignored').map(({ column }) => column);
    return {
      spec: {
        ...present(readingOf(rules)),
        features: Object.fromEntries(features),
        ignore,
        sensitive: []
      },
      inferences,
      notes: source.notes,
      numRows: facts[0]?.numRows ?? 0
    };
  });
}

/** A column of dates: left out, or a feature where the rules want that. */
function asWanted(
  kind: InferredKind,
  { dates, date_order }: ReadingRules,
  unclearDates: 'refuse' | 'ignore'
): InferredKind {
  if (dates !== 'parts')
    return { as: 'ignored', because: `${kind.because} (dates: parts makes features of them)` };
  const order = date_order ?? kind.order;
  const problem = 'it holds dates, but day and month could change places';
  if (order === 'either' && unclearDates === 'ignore') return { as: 'ignored', because: problem };
  if (order === 'either')
    return {
      ...kind,
      unclear: {
        problem,
        expected: 'order: dmy or mdy of the column'
      }
    };
  return {
    as: 'date',
    because: kind.because,
    feature: {
      ...plainFeature('date'),
      ...present({ order, missing_values: kind.missingValues })
    } as Feature
  };
}

async function inferKinds(
  connection: DuckDBConnection,
  source: Source,
  cells: Cells,
  facts: readonly ColumnFacts[]
): Promise<InferredKind[]> {
  const wanted = facts.filter(looksAtValues).map(({ name }) => name);
  // One more pass over a large file, instead of one for each of its texts.
  const select =
    cells.isKept || wanted.length < 2 ? cells.select : await keepCells(connection, source, wanted);
  const kindOf = async (column: ColumnFacts, hints: FileHints): Promise<InferredKind> => {
    if (!looksAtValues(column)) return inferKind(column, undefined, hints);
    const found = await gatherValues(connection, source, select, column.name);
    if (mayBeCompactDates(column)) {
      const dates = findCompactDates(found.values);
      if (dates !== undefined) return dates;
    }
    return inferKind(column, needsValues(column) ? found : undefined, hints);
  };
  const hints: FileHints = { delimiter: source.delimiter };
  const kinds: InferredKind[] = [];
  for (const column of facts) kinds.push(await kindOf(column, hints));
  // The clear columns tell how the others are to be read.
  const hasComma = kinds.some(
    ({ feature }) => feature?.kind === 'number' && feature.decimal === ','
  );
  for (const [i, column] of facts.entries()) {
    const kind = kinds[i]!;
    if (hasComma && kind.unclear !== undefined)
      kinds[i] = await kindOf(column, { ...hints, decimal: ',' });
    else if (hasComma && kind.as === 'number' && !column.isWhole && isPlain(kind))
      kinds[i] = (await hasDottedGroups(connection, source, column.name))
        ? asThousands(kind)
        : kind;
    else if (kind.as === 'number' && column.isWhole)
      kinds[i] = (await identifierOf(connection, source, column)) ?? kind;
  }
  return kinds;
}

function looksAtValues(column: ColumnFacts): boolean {
  return needsValues(column) || mayBeCompactDates(column);
}

function mayBeCompactDates({ isWhole, min, max, type }: ColumnFacts): boolean {
  return type !== 'string' && isWhole && min >= 19000101 && max <= 20991231;
}

/** Dates like 20240331, and texts that stand for a missing one. */
function findCompactDates(values: readonly CellValue[]): InferredKind | undefined {
  const markers = values.filter(({ text, isNumber }) => !isNumber && isMarker(text));
  if (!areCompactDates(values.filter(value => !markers.includes(value)))) return undefined;
  return {
    as: 'date',
    because: 'it holds dates like 20240331',
    missingValues: markers.length === 0 ? undefined : markers.map(({ text }) => text.trim())
  };
}

/** Numbers that are written plainly. */
function isPlain({ feature }: InferredKind): boolean {
  return feature?.kind === 'number' && feature.decimal === undefined;
}

/** Every dot may separate thousands, and in this file it must. */
function asThousands(kind: InferredKind): InferredKind {
  return {
    ...kind,
    because: 'written with "." between thousands, as the other numbers have a decimal comma',
    feature: { ...kind.feature!, ...DOTTED_THOUSANDS }
  };
}

/** Whole numbers that name their rows: in equal steps down the file, or all different under a name that says so. */
async function identifierOf(
  connection: DuckDBConnection,
  source: Source,
  column: ColumnFacts
): Promise<InferredKind | undefined> {
  const { name, filled, min, max } = column;
  if (filled <= FEW_VALUES || max - min + 1 < filled) return undefined;
  if (await hasEqualSteps(connection, source, column))
    return { as: 'ignored', because: 'it counts the rows' };
  if (!NAMES_ROWS.test(name)) return undefined;
  return (await countDistinct(connection, source, name)) === filled
    ? {
        as: 'ignored',
        because: 'its numbers are all different, and its name says so: an identifier'
      }
    : undefined;
}

/** When no row can be read, say why each cannot. */
async function checkRows(
  connection: DuckDBConnection,
  source: Source,
  facts: readonly ColumnFacts[]
): Promise<void> {
  if (facts.length > 0 && facts[0]!.numRows > 0) return;
  const { lines, unreadable } = await source.places();
  if (facts.length === 0 && unreadable.length === 0 && lines !== undefined && lines.length > 0)
    return;
  if ((lines?.length ?? 0) + unreadable.length > 0)
    throw await rowFailure(connection, source, [], 0);
  throw noRows(source.path);
}

/** A first line that looks like the rows below it is one. Errors: E_HEADER_INVALID. */
function checkHeader(
  { path, header, names }: Source,
  facts: readonly ColumnFacts[],
  named: readonly string[]
): void {
  if (header === undefined || facts.length < 2) return;
  const isNumberName = (name: string): boolean => Number.isFinite(Number(name));
  const numbers = facts.filter(({ numbers, filled }) => filled > 0 && numbers >= 0.9 * filled);
  const numNumberNames = numbers.filter(({ name }) => isNumberName(name)).length;
  const numNamed = named.filter(name => !isNumberName(name)).length;
  const isRow =
    (numbers.length >= 2 && numNumberNames >= 0.8 * numbers.length && !isSequence(names)) ||
    (areMostlyNumbers(names) && numNumberNames > 0) ||
    numNamed > facts.length / 2;
  if (!isRow) return;
  throw new EspalierError(
    'E_HEADER_INVALID',
    `Cannot find column names in "${path}": line ${header.line} was taken for the header, but ${
      numNamed > facts.length / 2
        ? `${numNamed} of its ${names.length} names are values of their columns`
        : `${numNumberNames} of its ${names.length} names are numbers, as in the rows below`
    }`,
    'Add a line with the names of the columns at the top; if these are the names, list them in a dataset spec'
  );
}

/** Years, or 0, 1, 2: names that some tools give. */
function isSequence(names: readonly string[]): boolean {
  const numbers = names.map(Number).filter(Number.isInteger);
  return numbers.length > 2 && numbers.every((n, i) => i === 0 || n === numbers[i - 1]! + 1);
}

function unclearColumns(
  path: string,
  names: readonly string[],
  inferred: readonly InferredKind[]
): EspalierError {
  const details = names.flatMap((field, i): Problem[] => {
    const { unclear } = inferred[i]!;
    return unclear === undefined
      ? []
      : [{ file: path, field, problem: unclear.problem, expected: unclear.expected }];
  });
  const [first] = details;
  return new EspalierError(
    'E_COLUMN_UNCLEAR',
    `Cannot tell how ${details.length === 1 ? `"${first!.field!}"` : `${details.length} columns`} of "${path}" ${details.length === 1 ? 'is' : 'are'} written`,
    `Name the key for the column in a dataset spec, for example features: { ${JSON.stringify(first!.field)}: ${first!.problem.includes('dates') ? '{ kind: date, order: dmy }' : '{ kind: number, decimal: "," }'} }, or leave it out with --ignore ${JSON.stringify(first!.field)}`,
    { details }
  );
}
