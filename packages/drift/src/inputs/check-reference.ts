import { describeLevels, EspalierError, formatRange, type Problem } from '@espalier/core';
import type { TableSpec } from '@espalier/tables';
import { describeWays } from '../output/describe-ways.ts';
import { type Alike, countUndeclared, type SampleColumn } from '../pair/sample.ts';
import { findAlikeLevels } from './alike-levels.ts';
import type { Dataset } from './dataset.ts';
import type { Input } from './open-input.ts';

/** From this share of its filled cells on, a column does not hold what its spec says. */
const MAX_UNSEEN = 0.5;

/** Refuse a reference that its spec does not fit. Errors: E_REFERENCE_INVALID. */
export async function checkReference(
  reference: Dataset,
  input: Input,
  spec: TableSpec | undefined,
  specPath: string | undefined
): Promise<void> {
  if (spec === undefined) return;
  const retyped = [...reference.sample.faults].flatMap(([name, fault]) =>
    fault.kind === 'retyped' ? [name] : []
  );
  const unseen = [...reference.sample.columns].flatMap(([name, column]) => {
    const feature = spec.features[name];
    if (feature?.kind !== 'category' || feature.levels === undefined) return [];
    const { filled, undeclared } = countUndeclared(column);
    return undeclared > 0 && undeclared >= MAX_UNSEEN * filled
      ? [{ name, feature, share: undeclared / filled }]
      : [];
  });
  const known = new Map(unseen.map(({ name, feature }) => [name, feature.levels!] as const));
  const alike =
    input.kind === 'table'
      ? await findAlikeLevels(known, input.paths, spec)
      : new Map<string, Alike>();
  const problems: Problem[] = [
    ...retyped.map(name => ({
      field: name,
      problem: 'most of its cells are not numbers',
      expected: spec.features[name]?.kind === 'date' ? 'a date' : 'a number'
    })),
    ...unseen.map(({ name, feature, share }) => ({
      field: name,
      problem: `${(100 * share).toFixed(1)}% of its filled cells hold a level that the spec does not declare${matchWords(alike.get(name))}`,
      expected: describeLevels(feature)
    })),
    ...rangeProblems(reference, spec),
    ...targetProblems(reference, spec)
  ];
  if (problems.length === 0) return;
  throw new EspalierError(
    'E_REFERENCE_INVALID',
    `Cannot compare with "${input.name}": its dataset spec${specPath === undefined ? '' : ` "${specPath}"`} does not fit it`,
    'Pass the spec of this table with --spec, or write levels and target in the spec as the table has them',
    { details: problems.map(problem => ({ file: input.name, ...problem })) }
  );
}

function matchWords(alike: Alike | undefined): string {
  return alike === undefined ? '' : `; they match ${describeWays(alike.ways)}`;
}

/** Numbers of which at least half lie outside the range that the spec declares. */
function rangeProblems({ sample }: Dataset, spec: TableSpec): Problem[] {
  return [...sample.columns].flatMap(([field, column]): Problem[] => {
    const feature = spec.features[field];
    if (feature?.kind !== 'number' || column.of !== 'rows' || column.column.kind !== 'number')
      return [];
    if (feature.min === undefined && feature.max === undefined) return [];
    const share = shareOutside(column.column.values, feature);
    return share >= MAX_UNSEEN
      ? [
          {
            field,
            problem: `${(100 * share).toFixed(1)}% of its values lie outside the range of the spec`,
            expected: formatRange(feature)
          }
        ]
      : [];
  });
}

/** The share of the finite values that lie outside a range; NaN where there are none. */
function shareOutside(
  values: Float64Array,
  {
    min = -Infinity,
    max = Infinity
  }: { readonly min?: number | undefined; readonly max?: number | undefined }
): number {
  let count = 0;
  let outside = 0;
  for (let i = 0; i < values.length; ++i) {
    const x = values[i]!;
    // NaN and infinities give NaN.
    if (x - x !== 0) continue;
    ++count;
    if (x < min || x > max) ++outside;
  }
  return outside / count;
}

function targetProblems({ labels }: Dataset, { target }: TableSpec): Problem[] {
  if (labels === undefined || target === undefined || labels.positives > 0) return [];
  return [
    {
      field: target.column,
      problem: 'no row holds the positive value',
      expected: `"${target.positive}" in some rows`
    }
  ];
}

/** Find new levels that would match known ones if they were written alike. */
export async function findAlike(
  reference: Dataset,
  fresh: Dataset,
  input: Input,
  spec: TableSpec | undefined
): Promise<ReadonlyMap<string, Alike>> {
  if (input.kind !== 'table') return new Map();
  const suspects = [...reference.sample.columns].flatMap(([name, column]) => {
    const other = fresh.sample.columns.get(name);
    if (other === undefined || fresh.sample.faults.has(name)) return [];
    const levels = levelsOf(column);
    return levels !== undefined && hasOthers(other, levels) ? [[name, levels] as const] : [];
  });
  return findAlikeLevels(new Map(suspects), input.paths, spec ?? { trim: false });
}

/** The levels that rows hold; undefined for a number. */
function levelsOf(column: SampleColumn): readonly string[] | undefined {
  if (column.of === 'rows')
    return column.column.kind === 'category' ? column.column.levels : undefined;
  const { profile } = column.counts;
  return profile.kind === 'category' ? profile.levels : undefined;
}

/** With fewer rows, new levels are not worth another pass over the file. */
const MIN_OTHERS = 0.01;

/** Do a column's rows hold levels beside these, more than a few of them? */
function hasOthers(column: SampleColumn, levels: readonly string[]): boolean {
  const { filled, undeclared } = countUndeclared(column);
  const known = new Set(levels);
  const { codes, own } =
    column.of === 'rows' && column.column.kind === 'category'
      ? { codes: column.column.codes, own: column.column.levels }
      : { codes: [], own: [] };
  const isOther = own.map(level => !known.has(level));
  let others = undeclared;
  if (isOther.includes(true)) for (const code of codes) if (isOther[code] === true) ++others;
  return others > MIN_OTHERS * filled;
}
