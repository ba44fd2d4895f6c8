import {
  type DatasetSpec,
  type Feature,
  plainFeature,
  type Profile
} from '@espalier/core/contracts';
import { readColumnNames, type TableSpec } from '@espalier/tables';

/** How a table is read: what is compared, what is there of it, and the target where it is there too. */
export interface ColumnSelection {
  readonly spec: TableSpec;
  /** Columns that the table lacks. */
  readonly absent: readonly string[];
  readonly target: string | undefined;
}

/** Weigh the columns that a spec names against the header of a table. */
export async function selectColumns(path: string, spec: TableSpec): Promise<ColumnSelection> {
  const names = new Set(await readColumnNames(path, spec.trim));
  const wanted = [...Object.keys(spec.features), ...spec.sensitive];
  const absent = wanted.filter(name => !names.has(name));
  // Without a single column to read the table itself is the failure, and whoever reads it says so.
  if (absent.length === wanted.length) return { spec, absent: [], target: undefined };
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
    target
  };
}

/** The target as a category whose levels are the ways to write the positive one; every other is undeclared. */
function targetFeature(positive: string): Feature {
  const number = positive.trim() === '' ? NaN : Number(positive);
  const ways = Number.isFinite(number) ? [positive, String(number), `${number}.0`] : [positive];
  return { ...plainFeature('category'), levels: [...new Set(ways)] } as Feature;
}

/** How to count a table in the bins of a profile: its columns, and what a model needs beside them to score. */
export function createProfileSpec(
  profile: Profile,
  spec: DatasetSpec | TableSpec | undefined
): TableSpec {
  const known = Object.entries(profile.columns).map(([name, column]): [string, Feature] => [
    name,
    column.kind === 'number'
      ? plainFeature('number')
      : ({ ...plainFeature('category'), levels: declared(column.levels) } as Feature)
  ]);
  const profiled = new Set(known.map(([name]) => name));
  const others = Object.entries(spec?.features ?? {}).filter(([name]) => !profiled.has(name));
  return {
    features: Object.fromEntries([...known, ...others]),
    ignore: spec?.ignore ?? [],
    sensitive: [],
    trim: spec?.trim ?? false,
    ...(spec?.target === undefined ? {} : { target: spec.target })
  };
}

/** A category without a level is one whose cells are all undeclared. */
function declared(levels: readonly string[]): string[] {
  return levels.length === 0 ? ['\u0002none'] : [...levels];
}
