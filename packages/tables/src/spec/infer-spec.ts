import { basename, extname } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import {
  type DatasetSpec,
  datasetSpecSchema,
  type Feature,
  plainFeature
} from '@espalier/core/contracts';
import { EspalierError } from '@espalier/core';
import { queryRows } from '../duckdb.ts';
import { checkColumns, type TableSpec } from '../read-table.ts';
import { isBadNumber, openSource, type Source } from '../source.ts';
import { noRows } from '../table-failures.ts';
import { withTable } from '../with-table.ts';

/** The inferred role of a column and the reason, for people. */
export interface Inference {
  readonly column: string;
  readonly as: 'number' | 'category' | 'ignored';
  readonly because: string;
}

export interface InferredColumns {
  readonly spec: TableSpec & Pick<DatasetSpec, 'features'>;
  readonly inferences: readonly Inference[];
}

/** Text with this share of distinct values is an identifier. */
const IDENTIFIER_SHARE = 0.5;
/** Up to this many values are a category whatever their share. */
const FEW_VALUES = 20;

/** Infer the kind of every column from all rows; identifiers, dates and empty columns are set aside. */
export async function inferColumns(
  path: string,
  except: readonly string[] = []
): Promise<InferredColumns> {
  return withTable(path, async connection => {
    const trim = (await openSource(connection, path, false)).names.some(
      name => name !== name.trim()
    );
    const source = await openSource(connection, path, trim);
    checkColumns(source, except);
    const names = source.names.filter(name => name !== '' && !except.includes(name));
    const counts = await countCells(connection, source, names);
    const inferences = names.map((name, i) => ({ column: name, ...inferKind(counts[i]!) }));
    const features = inferences.flatMap(({ column, as }): [string, Feature][] =>
      as === 'ignored' ? [] : [[column, plainFeature(as)]]
    );
    const ignore = [
      ...inferences.filter(({ as }) => as === 'ignored').map(({ column }) => column),
      ...source.names.filter(name => name === '')
    ];
    return {
      spec: { features: Object.fromEntries(features), ignore, sensitive: [], trim },
      inferences
    };
  });
}

interface CellCounts {
  readonly filled: number;
  readonly distinct: number;
  /** Cells that are not finite numbers. */
  readonly notNumbers: number;
  readonly notDates: number;
  /** Are the numbers whole, and as many as the range is wide? */
  readonly isSequence: boolean;
}

async function countCells(
  connection: DuckDBConnection,
  source: Source,
  names: readonly string[]
): Promise<CellCounts[]> {
  const select = names.flatMap(name => {
    const text = source.text(name);
    const number = source.number(name);
    return [
      `count(${text})`,
      `count(DISTINCT ${text})`,
      `count(*) FILTER (WHERE ${isBadNumber(source, name)})`,
      `count(*) FILTER (WHERE ${text} IS NOT NULL AND try_cast(${text} AS TIMESTAMP) IS NULL)`,
      `coalesce(bool_and(${number} = trunc(${number})), false) AND max(${number}) - min(${number}) + 1 = count(DISTINCT ${number}) AND count(${number}) = count(DISTINCT ${number})`
    ];
  });
  const [row = []] = await queryRows(
    connection,
    `SELECT ${['count(*)', ...select].join(', ')} FROM ${source.relation(true)}`
  );
  const [numRows, ...cells] = row;
  if (Number(numRows) === 0) throw noRows(source.path);
  return names.map((_, i) => {
    const [filled, distinct, notNumbers, notDates, isSequence] = cells.slice(5 * i, 5 * i + 5);
    return {
      filled: Number(filled),
      distinct: Number(distinct),
      notNumbers: Number(notNumbers),
      notDates: Number(notDates),
      isSequence: isSequence === true
    };
  });
}

function inferKind({
  filled,
  distinct,
  notNumbers,
  notDates,
  isSequence
}: CellCounts): Omit<Inference, 'column'> {
  if (filled === 0) return { as: 'ignored', because: 'every cell is empty' };
  if (distinct === 1) return { as: 'ignored', because: 'every cell holds the same value' };
  if (notNumbers === 0) {
    return isSequence && distinct > FEW_VALUES
      ? { as: 'ignored', because: 'it is a row number' }
      : { as: 'number', because: 'every cell is a number' };
  }
  if (notDates === 0) return { as: 'ignored', because: 'it holds dates' };
  if (distinct > FEW_VALUES && distinct >= IDENTIFIER_SHARE * filled)
    return {
      as: 'ignored',
      because: `${distinct} different values in ${filled} cells: an identifier`
    };
  return { as: 'category', because: `${distinct} different values` };
}

export interface InferredSpec {
  readonly spec: DatasetSpec;
  readonly inferences: readonly Inference[];
}

/** A whole dataset spec for a table that has none. Without `positive` the target must hold 1, true, yes or y. */
export async function inferSpec(
  path: string,
  target: string,
  positive?: string
): Promise<InferredSpec> {
  const { spec, inferences } = await inferColumns(path, [target]);
  const columns = {
    ...spec,
    target: { column: target, positive: positive ?? (await inferPositive(path, target, spec.trim)) }
  };
  const name = basename(path, extname(path))
    .replaceAll(/[^A-Za-z0-9._-]+/g, '_')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, 128);
  if (Object.keys(spec.features).length === 0)
    throw new EspalierError(
      'E_SPEC_INVALID',
      `Cannot find a feature in "${path}": every column beside the target is set aside`,
      'Pass a table with columns that describe rows, or write a dataset spec'
    );
  return {
    spec: datasetSpecSchema.parse({ name: name === '' ? 'model' : name, ...columns }),
    inferences
  };
}

async function inferPositive(path: string, target: string, trim: boolean): Promise<string> {
  return withTable(path, async connection => {
    const source = await openSource(connection, path, trim);
    const rows = await queryRows(
      connection,
      `SELECT DISTINCT ${source.text(target)} FROM ${source.relation(true)}`
    );
    const levels = rows.flatMap(([level]) => (typeof level === 'string' ? [level] : []));
    const found = levels.find(level => /^\s*(1(\.0+)?|true|yes|y)\s*$/i.test(level));
    if (found !== undefined) return found;
    throw new EspalierError(
      'E_TARGET_POSITIVE_UNKNOWN',
      `Cannot tell which of the ${levels.length} values of "${target}" is the positive one: none is 1, true, yes or y`,
      'Pass --positive VALUE'
    );
  });
}
