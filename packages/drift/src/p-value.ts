import { testBins, testLevels } from './detectors/chi-square.ts';
import { detectKs, ksPValue } from './detectors/ks.ts';
import { type ColumnPair, sum } from './pair.ts';

/**
 * How often two samples of one distribution differ at least that much. Categories: chi-square of all levels. Numbers: KS of
 * the values and, where any is missing, chi-square of missing against present, joined by Bonferroni; where only counts are
 * known, chi-square of the bins.
 */
export function pValueOf(pair: ColumnPair): number {
  if (pair.kind === 'category') return testLevels(pair).pValue;
  if (pair.sorted === undefined) return testBins(pair).pValue;
  const ofValues = pValueOfValues(pair);
  const last = pair.bins.length - 1;
  const missing = { reference: pair.reference[last]!, fresh: pair.fresh[last]! };
  if (missing.reference + missing.fresh === 0) return ofValues;
  const ofMissing = testBins({
    reference: Float64Array.of(missing.reference, sum(pair.reference) - missing.reference),
    fresh: Float64Array.of(missing.fresh, sum(pair.fresh) - missing.fresh)
  }).pValue;
  return Math.min(1, 2 * Math.min(ofValues, ofMissing));
}

function pValueOfValues(pair: ColumnPair): number {
  const distance = detectKs(pair);
  const sorted = pair.sorted;
  if (distance === undefined || sorted === undefined) return 1;
  return ksPValue(distance, sorted.reference.length, sorted.fresh.length);
}
