import { hash32, sampleSorted, streamKey } from '../random.ts';
import type { Session } from './session.ts';

const BAG_STREAM = 3;
const FEATURE_STREAM = 4;

/** The columns of one tree: a seeded share of all, one at least. */
export function sampleColumns({ columns, params }: Session, round: number): Uint32Array {
  const all = Uint32Array.from(columns.keys());
  if (params.featureFraction >= 1) return all;
  const count = Math.max(1, Math.round(columns.length * params.featureFraction));
  return sampleSorted(columns.length, count, streamKey(params.seed, FEATURE_STREAM, round));
}

/** Write the row ids, those of the bag first, each part ascending; returns how many are in the bag. */
export function fillBag(
  { params, numRows }: Session,
  round: number,
  rows: Uint32Array // out
): number {
  const { baggingFraction, baggingFreq } = params;
  if (baggingFraction >= 1 || baggingFreq === 0) {
    for (let row = 0; row < numRows; ++row) rows[row] = row;
    return numRows;
  }
  const key = streamKey(params.seed, BAG_STREAM, Math.floor(round / baggingFreq));
  const limit = baggingFraction * 2 ** 32;
  let count = 0;
  for (let row = 0; row < numRows; ++row) {
    if (hash32(row ^ key) < limit) rows[count++] = row;
  }
  let rest = count;
  for (let row = 0; row < numRows; ++row) {
    if (hash32(row ^ key) >= limit) rows[rest++] = row;
  }
  return count;
}
