import type { ColumnProfile, NumberProfile, Profile } from '@espalier/core/contracts';

/** Merge the live profiles of several workers. Those with different bins, of a different version, are skipped. */
export function mergeProfiles([first, ...others]: readonly Profile[]): Profile {
  if (first === undefined) throw new RangeError('Cannot merge no profiles');
  return others.reduce(mergeTwo, first);
}

function mergeTwo(a: Profile, b: Profile): Profile {
  if (profileBins(a) !== profileBins(b)) return a;
  const columns = Object.entries(a.columns).map(([name, column]) => [
    name,
    mergeColumns(column, b.columns[name]!)
  ]);
  return {
    format: a.format,
    rows: a.rows + b.rows,
    ...(a.scores !== undefined && b.scores !== undefined
      ? { scores: mergeNumbers(a.scores, b.scores) }
      : {}),
    columns: Object.fromEntries(columns) as Profile['columns']
  };
}

/** Equal for two profiles that count in the same bins. */
export function profileBins({ columns, scores }: Profile): string {
  return JSON.stringify([
    scores?.edges,
    ...Object.entries(columns).map(([name, column]) => [
      name,
      column.kind === 'number' ? column.edges : column.levels
    ])
  ]);
}

function mergeColumns(a: ColumnProfile, b: ColumnProfile): ColumnProfile {
  if (a.kind === 'number' && b.kind === 'number') return mergeNumbers(a, b);
  if (a.kind === 'number' || b.kind === 'number') return a;
  return {
    ...a,
    count: a.count + b.count,
    missing: a.missing + b.missing,
    unseen: a.unseen + b.unseen,
    ...(a.other === undefined && b.other === undefined
      ? {}
      : { other: (a.other ?? 0) + (b.other ?? 0) }),
    counts: a.counts.map((n, i) => n + b.counts[i]!)
  };
}

/** Moments by Chan, Golub and LeVeque (1979). */
function mergeNumbers(a: NumberProfile, b: NumberProfile): NumberProfile {
  const missing = a.missing + b.missing;
  if (b.count === 0) return { ...a, missing };
  if (a.count === 0) return { ...b, missing };
  const count = a.count + b.count;
  return {
    ...a,
    count,
    missing,
    ...mergeMoments(a, b),
    min: a.min === null || b.min === null ? null : Math.min(a.min, b.min),
    max: a.max === null || b.max === null ? null : Math.max(a.max, b.max),
    edges: a.edges,
    counts: a.counts.map((n, i) => n + b.counts[i]!)
  };
}

/** Null where a side has none: columns that are not shown, and sums that overflowed. */
function mergeMoments(a: NumberProfile, b: NumberProfile): Pick<NumberProfile, 'mean' | 'std'> {
  if (a.mean === null || b.mean === null || a.std === null || b.std === null)
    return { mean: null, std: null };
  const count = a.count + b.count;
  const delta = b.mean - a.mean;
  const m2 = a.std ** 2 * a.count + b.std ** 2 * b.count + (delta ** 2 * a.count * b.count) / count;
  return { mean: a.mean + (delta * b.count) / count, std: Math.sqrt(m2 / count) };
}
