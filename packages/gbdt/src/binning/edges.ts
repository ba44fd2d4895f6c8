const { MAX_VALUE } = Number;

/** A finite number that parts `low` from `high`: low <= edge < high, or NaN where there is none. */
function edgeBetween(low: number, high: number): number {
  const middle = low / 2 + high / 2;
  if (low <= middle && middle < high && Number.isFinite(middle)) return middle;
  if (Number.isFinite(low)) return low;
  return high > -MAX_VALUE ? -MAX_VALUE : NaN;
}

/** Distinct values and how often each occurs. */
function countRuns(sorted: Float64Array): { values: Float64Array; counts: Uint32Array } {
  const values = new Float64Array(sorted.length);
  const counts = new Uint32Array(sorted.length);
  let n = 0;
  for (let i = 0; i < sorted.length; ++i) {
    if (n === 0 || sorted[i] !== values[n - 1]) values[n++] = sorted[i];
    ++counts[n - 1];
  }
  return { values: values.subarray(0, n), counts: counts.subarray(0, n) };
}

/** Last run of each bin but the last bin, when each value can have a bin of its own. */
function cutRuns(counts: Uint32Array, minDataInBin: number): number[] {
  const cuts: number[] = [];
  let inBin = 0;
  for (let i = 0; i + 1 < counts.length; ++i) {
    inBin += counts[i];
    if (inBin < minDataInBin) continue;
    cuts.push(i);
    inBin = 0;
  }
  return cuts;
}

/** Last run of each bin but the last bin: bins of equal counts, where frequent values keep a bin of their own. */
function cutQuantiles(counts: Uint32Array, total: number, numBins: number): number[] {
  const big = total / numBins;
  let restBins = numBins;
  let restRows = total;
  for (let i = 0; i < counts.length; ++i) {
    if (counts[i] < big) continue;
    --restBins;
    restRows -= counts[i];
  }
  const cuts: number[] = [];
  let size = restRows / restBins;
  let inBin = 0;
  for (let i = 0; i + 1 < counts.length && cuts.length < numBins - 1; ++i) {
    const isBig = counts[i] >= big;
    if (!isBig) restRows -= counts[i];
    inBin += counts[i];
    const beforeBig = counts[i + 1] >= big && inBin >= Math.max(1, size / 2);
    if (!isBig && inBin < size && !beforeBig) continue;
    cuts.push(i);
    inBin = 0;
    if (isBig) continue;
    --restBins;
    size = restRows / restBins;
  }
  return cuts;
}

/**
 * Upper edges (inclusive) of all bins but the last, ascending and finite, from the sorted present values of a sample.
 * At most `maxBins` bins of `minDataInBin` values or more (LightGBM's greedy search, without its bin for zero).
 */
export function findEdges(
  sorted: Float64Array,
  maxBins: number,
  minDataInBin: number
): Float64Array {
  const { values, counts } = countRuns(sorted);
  const fitting = Math.max(1, Math.min(maxBins, Math.floor(sorted.length / minDataInBin)));
  const cuts =
    values.length <= maxBins
      ? cutRuns(counts, minDataInBin)
      : cutQuantiles(counts, sorted.length, fitting);
  const edges = cuts.map(i => edgeBetween(values[i], values[i + 1]));
  return Float64Array.from(edges.filter(edge => edge === edge));
}
