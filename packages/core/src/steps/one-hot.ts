import type { OneHot } from '../contracts/pipeline.ts';
import { type CategoryColumn, MISSING } from '../table.ts';

/** The most levels of a column that get a feature of their own; the rarest of the others share one. */
export const MAX_LEVELS = 64;

/** The most frequent levels of the training rows, in the column's order. */
export function fitOneHot({ name, levels, codes }: CategoryColumn): OneHot {
  const counts = new Uint32Array(levels.length);
  let numMissing = 0;
  for (const code of codes) {
    if (code >= 0) counts[code]! += 1;
    else if (code === MISSING) ++numMissing;
  }
  const present = levels.map((_, code) => code).filter(code => counts[code]! > 0);
  const kept = present.toSorted((a, b) => counts[b]! - counts[a]! || a - b).slice(0, MAX_LEVELS);
  return {
    kind: 'one_hot',
    column: name,
    levels: kept.toSorted((a, b) => a - b).map(code => levels[code]!),
    other: present.length > kept.length,
    missing: numMissing > 0
  };
}

/** The names of the features that the step makes, in order, each once. */
export function oneHotNames({ column, levels, other, missing }: OneHot): string[] {
  const names = [
    ...levels,
    ...(other ? [free('other')] : []),
    ...(missing ? [free('missing')] : [])
  ];
  return names.map(name => `${column}=${name}`);

  /** A level may itself be called "other" or "missing". */
  function free(name: string): string {
    return levels.includes(name) ? free(`${name}_`) : name;
  }
}

/** A level without a feature is all zeros, or `other` where there is one. */
export function applyOneHot(
  step: OneHot,
  codes: Int32Array, // in: in terms of the step's levels
  out: readonly Float64Array[] // out: zeroed, one column a name
): void {
  const featureOf = createFeatureOf(step);
  for (let i = 0; i < codes.length; ++i) {
    const at = featureOf(codes[i]!);
    if (at >= 0) out[at]![i] = 1;
  }
}

/** The share of the rows that each feature is 1 for. */
export function oneHotShares(step: OneHot, codes: Int32Array): number[] {
  const featureOf = createFeatureOf(step);
  const counts = oneHotNames(step).map(() => 0);
  for (const code of codes) {
    const at = featureOf(code);
    if (at >= 0) counts[at]! += 1;
  }
  return counts.map(count => count / Math.max(1, codes.length));
}

/** The place of the feature that is 1 for a code, -1 for none. */
function createFeatureOf({ levels, other, missing }: OneHot): (code: number) => number {
  const otherAt = other ? levels.length : -1;
  const missingAt = missing ? levels.length + (other ? 1 : 0) : -1;
  return code => (code >= 0 ? code : code === MISSING ? missingAt : otherAt);
}
