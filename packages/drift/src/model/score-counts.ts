import { SCORE_EDGES } from '@espalier/core';
import type { NumberProfile } from '@espalier/core/contracts';
import { sum } from '../statistics/sum.ts';

/** Bins of a probability: fine enough that ties within a bin do not matter. */
const FINE = 10_000;

/** Counts and sums of probabilities per bin, and of those at or over the threshold. */
export interface ScoreCounts {
  readonly threshold: number;
  readonly counts: Float64Array;
  readonly sums: Float64Array;
  readonly over: { readonly count: number; readonly sum: number };
}

export interface ScoreCounter {
  add(probabilities: Float64Array): void;
  counts(): ScoreCounts;
  /** In hundredths, as profiles hold them. */
  profile(): NumberProfile;
}

export function createScoreCounter(threshold: number): ScoreCounter {
  const counts = new Float64Array(FINE);
  const sums = new Float64Array(FINE);
  let overCount = 0;
  let overSum = 0;
  let squares = 0;
  let min = Infinity;
  let max = -Infinity;
  const hundredths = new Float64Array(SCORE_EDGES.length + 1);
  return {
    add(probabilities) {
      for (let i = 0; i < probabilities.length; ++i) {
        const p = probabilities[i]!;
        const bin = Math.min(Math.floor(p * FINE), FINE - 1);
        counts[bin]! += 1;
        sums[bin]! += p;
        hundredths[hundredthOf(p)]! += 1;
        squares += p * p;
        if (p < min) min = p;
        if (p > max) max = p;
        if (p < threshold) continue;
        ++overCount;
        overSum += p;
      }
    },
    counts: () => ({ threshold, counts, sums, over: { count: overCount, sum: overSum } }),
    profile() {
      const count = sum(counts);
      const mean = sum(sums) / count;
      const none = count === 0;
      return {
        kind: 'number',
        count,
        missing: 0,
        mean: none ? null : mean,
        std: none ? null : Math.sqrt(Math.max(squares / count - mean * mean, 0)),
        min: none ? null : min,
        max: none ? null : max,
        edges: [...SCORE_EDGES],
        counts: [...hundredths]
      };
    }
  };
}

/** The bin of a probability between the hundredths, as binOf() has it: a product may lie on the wrong side of an edge. */
function hundredthOf(p: number): number {
  let bin = Math.min(Math.max(Math.floor(p * 100), 0), SCORE_EDGES.length);
  if (bin < SCORE_EDGES.length && SCORE_EDGES[bin]! <= p) ++bin;
  if (bin > 0 && SCORE_EDGES[bin - 1]! > p) --bin;
  return bin;
}

/** Turn a profile into counts: each row at the middle of its bin; the bin of the threshold is split in proportion. */
export function spreadScores({ edges, counts }: NumberProfile, threshold: number): ScoreCounts {
  const fine = { counts: new Float64Array(counts.length), sums: new Float64Array(counts.length) };
  let overCount = 0;
  let overSum = 0;
  for (const [i, n] of counts.entries()) {
    const from = edges[i - 1] ?? 0;
    const to = edges[i] ?? 1;
    fine.counts[i] = n;
    fine.sums[i] = (n * (from + to)) / 2;
    const cut = Math.min(Math.max(threshold, from), to);
    const share = to > from ? (to - cut) / (to - from) : 0;
    overCount += n * share;
    overSum += (n * share * (cut + to)) / 2;
  }
  return { threshold, ...fine, over: { count: overCount, sum: overSum } };
}
