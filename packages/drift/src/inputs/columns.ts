import {
  type DatasetSpec,
  type Feature,
  plainFeature,
  type Profile
} from '@espalier/core/contracts';
import { readColumnNames, readingOf, type TableSpec } from '@espalier/tables';

/** The columns to read from a table, and the target where the table has it. */
export interface ColumnSelection {
  readonly spec: TableSpec;
  /** Columns that the table lacks. */
  readonly absent: readonly string[];
  readonly target: string | undefined;
  /** All columns of the table. */
  readonly names: readonly string[];
}

/** Match the columns of a spec with the header of a table. */
export async function selectColumns(path: string, spec: TableSpec): Promise<ColumnSelection> {
  const header = await readColumnNames(path, spec);
  const names = new Set(header);
  const wanted = [...Object.keys(spec.features), ...spec.sensitive];
  const absent = wanted.filter(name => !names.has(name));
  // With no column to read, reading the table fails with the better message.
  if (absent.length === wanted.length)
    return { spec, absent: [], target: undefined, names: header };
  const column = spec.target?.column;
  const target = column !== undefined && names.has(column) ? column : undefined;
  const features = Object.fromEntries(
    Object.entries(spec.features).filter(([name]) => names.has(name))
  );
  if (target !== undefined && spec.target !== undefined)
    features[target] = targetFeature(spec.target.positive);
  return {
    spec: { ...spec, features, sensitive: spec.sensitive.filter(name => names.has(name)) },
    absent,
    target,
    names: header
  };
}

/** The target as a category: its declared levels are the spellings of the positive value. */
function targetFeature(positive: string): Feature {
  const number = positive.trim() === '' ? NaN : Number(positive);
  const ways = Number.isFinite(number) ? [positive, String(number), `${number}.0`] : [positive];
  return { ...plainFeature('category'), levels: [...new Set(ways)] } as Feature;
}

/** Create a spec of the profile's columns, and of the further features that a model needs for scoring. */
export function createProfileSpec(
  profile: Profile,
  spec: DatasetSpec | TableSpec | undefined
): TableSpec {
  const known = Object.entries(profile.columns).map(([name, column]): [string, Feature] => [
    name,
    {
      ...readAs(
        spec?.features[name],
        column.kind === 'number' && column.date === true ? 'date' : column.kind
      ),
      ...(column.kind === 'category' ? { levels: declared(column.levels), learned: undefined } : {})
    }
  ]);
  const profiled = new Set(known.map(([name]) => name));
  const others = Object.entries(spec?.features ?? {}).filter(([name]) => !profiled.has(name));
  return {
    features: Object.fromEntries([...known, ...others]),
    ignore: spec?.ignore ?? [],
    sensitive: [],
    ...readingOf(spec ?? { trim: false }),
    ...(spec?.target === undefined ? {} : { target: spec.target })
  };
}

/** A feature of a kind, with the way its cells are written where the spec says so. */
function readAs(feature: Feature | undefined, kind: Feature['kind']): Feature {
  return feature?.kind === kind ? feature : plainFeature(kind);
}

/** A spec needs at least one level: this one matches no cell. */
function declared(levels: readonly string[]): string[] {
  return levels.length === 0 ? ['\u0002none'] : [...levels];
}
