/** Share of the rows whose levels get bins of their own even beyond `maxBin` bins. */
const COVERAGE = 0.99;
/** A bin number must fit in 16 bits beside the pool and the missing values. */
const MAX_BINS = 65_534;

export interface Levels {
  /** Bin of each level code; -1 = not seen. */
  readonly binOfLevel: Int32Array;
  readonly numBins: number;
  /** Levels that share the last bin because they are rare, and their rows. */
  readonly numPooled: number;
  readonly numPooledRows: number;
}

/** Bins for level codes: the most frequent first, one each; those with fewer than `minDataInBin` rows are pooled (LightGBM's rule). */
export function findLevels(
  codes: Int32Array | Uint16Array | Uint8Array,
  numLevels: number,
  maxBin: number,
  minDataInBin: number
): Levels {
  const counts = new Uint32Array(numLevels);
  let total = 0;
  for (let i = 0; i < codes.length; ++i) {
    if (codes[i] < 0) continue;
    ++counts[codes[i]];
    ++total;
  }
  const present = Array.from(counts.keys()).filter(level => counts[level] > 0);
  present.sort((a, b) => counts[b] - counts[a] || a - b);
  const binOfLevel = new Int32Array(numLevels).fill(-1);
  const enough = Math.round(total * COVERAGE);
  let kept = 0;
  let rows = 0;
  for (const level of present) {
    if (rows >= enough && kept + 1 >= maxBin) break;
    if ((counts[level] < minDataInBin && kept > 1) || kept === MAX_BINS) break;
    binOfLevel[level] = kept++;
    rows += counts[level];
  }
  for (const level of present.slice(kept)) binOfLevel[level] = kept;
  const numPooled = present.length - kept;
  return {
    binOfLevel,
    numBins: kept + (numPooled > 0 ? 1 : 0),
    numPooled,
    numPooledRows: total - rows
  };
}
