import { testBins, testLevels } from '../detectors/chi-square.ts';
import { ksPValue } from '../detectors/ks.ts';
import { gammaTail } from '../statistics/gamma.ts';
import type { ColumnPair } from '../pair/pair.ts';
import type { NumberSummary, PairedArrays, PairedValues } from '../pair/paired-values.ts';
import { sum } from '../statistics/sum.ts';

/**
 * Compute the p-value of a column. Categories: chi-square of all levels. Numbers: KS of the values and, where any is missing
 * or bad, chi-square of missing and bad against present, with Bonferroni's correction; where only counts are known, chi-square of the bins
 * with a test of the means, as values may move within their bins.
 */
export function computePValue(pair: ColumnPair): number {
  if (pair.kind === 'category') return testLevels(pair).pValue;
  if (pair.values === undefined) return pValueOfCounts(pair);
  const ofValues = pValueOfValues(pair.values);
  const presence = presenceOf(pair);
  const isFull = (counts: Float64Array): boolean => counts.subarray(1).every(count => count === 0);
  if (isFull(presence.reference) && isFull(presence.fresh)) return ofValues;
  return Math.min(1, 2 * Math.min(ofValues, testBins(presence).pValue));
}

function pValueOfValues(values: PairedValues): number {
  const { reference, fresh, distances } = values;
  return distances === undefined ? 1 : ksPValue(distances.ks, reference.length, fresh.length);
}

/** With fewer values the mean is not normal. */
const MIN_VALUES = 30;

function pValueOfCounts(pair: ColumnPair): number {
  // Estimated counts are off by more than chance: only missing and bad against present can be tested.
  const bins = pair.isEstimated === true ? presenceOf(pair) : pair;
  const ofBins = testBins(bins).pValue;
  const ofMeans = pValueOfMeans(pair);
  return ofMeans === undefined ? ofBins : Math.min(1, 2 * Math.min(ofBins, ofMeans));
}

/** The rows with a value, and those of each other bin. */
function presenceOf({ bins, reference, fresh }: ColumnPair): PairedArrays {
  const split = (counts: Float64Array): Float64Array => {
    const isValue = (i: number): boolean => bins[i]!.kind === 'range';
    const present = sum(counts.filter((_, i) => isValue(i)));
    return Float64Array.of(present, ...counts.filter((_, i) => !isValue(i)));
  };
  return { reference: split(reference), fresh: split(fresh) };
}

/** Two-sided z-test of two means with unequal variances (Welch 1947, at large sizes). */
function pValueOfMeans({ summary }: ColumnPair): number | undefined {
  if (summary === undefined) return undefined;
  const { reference: a, fresh: b } = summary;
  if (Math.min(a.count, b.count) < MIN_VALUES) return undefined;
  if (a.mean === null || b.mean === null || a.std === null || b.std === null) return undefined;
  const variance = a.std ** 2 / a.count + b.std ** 2 / b.count;
  const difference = Math.max(Math.abs(a.mean - b.mean) - roundingOf(a) - roundingOf(b), 0);
  if (!(variance > 0)) return difference === 0 ? undefined : 0;
  return gammaTail(0.5, difference ** 2 / variance / 2);
}

/** The most by which a profile's mean is off: without extremes, it is rounded to three digits. */
function roundingOf({ mean, min }: NumberSummary): number {
  return min !== null || mean === null || mean === 0
    ? 0
    : 0.5 * 10 ** (Math.floor(Math.log10(Math.abs(mean))) - 2);
}
