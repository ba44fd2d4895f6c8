import {
  binEdges,
  countBins,
  moments,
  orderedEdges,
  quantileBetween,
  sortedFinite,
  wantedRanks
} from '@espalier/core';
import { ksDistance, wasserstein } from '../statistics/distances.ts';
import { orderJointly, type SideOrder } from './joint-order.ts';
import type { NumberSummary, PairedArrays, PairedValues } from './paired-values.ts';

/** Up to so many values, sorting both sides is as fast. */
const MAX_SORTED = 20_000;
const TENTHS: readonly number[] = Array.from({ length: 9 }, (_, i) => (i + 1) / 10);

/** What the ascending order of the finite values of a column tells. */
export interface Ordered {
  /** The bins of the reference. */
  readonly edges: readonly number[];
  /** The values in each bin. */
  readonly counts: PairedArrays;
  readonly deciles: PairedArrays;
  readonly distances: PairedValues['distances'];
  readonly summary: { readonly reference: NumberSummary; readonly fresh: NumberSummary };
}

/** Order the finite values of both sides; the reference has `numRows` cells. */
export function orderValues(
  reference: Float64Array,
  fresh: Float64Array,
  numRows: number
): Ordered {
  return Math.min(reference.length, fresh.length) > 0 &&
    reference.length + fresh.length > MAX_SORTED
    ? orderMany(reference, fresh, numRows)
    : orderFew(reference, fresh, numRows);
}

function orderFew(reference: Float64Array, fresh: Float64Array, numRows: number): Ordered {
  const a = sortedFinite(reference);
  const b = sortedFinite(fresh);
  const isEmpty = a.length === 0 || b.length === 0;
  const edges = binEdges(a, numRows);
  return {
    edges,
    counts: {
      reference: Float64Array.from(countBins(a, edges)),
      fresh: Float64Array.from(countBins(b, edges))
    },
    distances: isEmpty ? undefined : { ks: ksDistance(a, b), wasserstein: wasserstein(a, b) },
    ...describe(a, b, orderOfSorted(a), orderOfSorted(b))
  };
}

function orderMany(reference: Float64Array, fresh: Float64Array, numRows: number): Ordered {
  const joint = orderJointly({
    reference,
    fresh,
    edgesOf: order => orderedEdges(reference, order, numRows),
    ranks: {
      reference: wantedRanks(reference.length, numRows),
      fresh: wantedRanks(fresh.length, fresh.length)
    }
  });
  return {
    edges: joint.edges,
    counts: {
      reference: countBetween(joint.edges, joint.reference),
      fresh: countBetween(joint.edges, joint.fresh)
    },
    distances: { ks: joint.ks, wasserstein: joint.wasserstein },
    ...describe(reference, fresh, joint.reference, joint.fresh)
  };
}

/** The values between edges whose numbers of values below are known. */
function countBetween(edges: readonly number[], { count, numBelow }: SideOrder): Float64Array {
  const below = [...edges.map(numBelow), count];
  return Float64Array.from(below, (n, i) => n - (below[i - 1] ?? 0));
}

type Order = Pick<SideOrder, 'count' | 'at'>;

function orderOfSorted(sorted: Float64Array): Order {
  return { count: sorted.length, at: rank => sorted[rank]! };
}

function describe(
  a: Float64Array,
  b: Float64Array,
  ofA: Order,
  ofB: Order
): Pick<Ordered, 'deciles' | 'summary'> {
  return {
    deciles: { reference: decilesOf(ofA), fresh: decilesOf(ofB) },
    summary: { reference: summaryOf(a, ofA), fresh: summaryOf(b, ofB) }
  };
}

function decilesOf({ count, at }: Order): Float64Array {
  return Float64Array.from(count === 0 ? [] : TENTHS, q => quantileBetween(count, at, q));
}

function summaryOf(values: Float64Array, { count, at }: Order): NumberSummary {
  if (count === 0) return { count, mean: null, std: null, min: null, max: null, median: null };
  const { mean, std } = twoPassMoments(values);
  return {
    count,
    mean,
    std,
    min: at(0),
    max: at(count - 1),
    median: quantileBetween(count, at, 0.5)
  };
}

/** Mean and population spread in two passes without a division each; those of moments() where squares overflow. */
function twoPassMoments(values: Float64Array): { readonly mean: number; readonly std: number } {
  const n = values.length;
  const [first = 0] = values;
  let total = 0;
  // From the first value, so that a constant has no spread.
  for (let i = 0; i < n; ++i) total += values[i]! - first;
  const mean = first + total / n;
  let squares = 0;
  let rest = 0;
  for (let i = 0; i < n; ++i) {
    const gap = values[i]! - mean;
    squares += gap * gap;
    rest += gap;
  }
  const std = Math.sqrt(Math.max(squares - (rest * rest) / n, 0) / n);
  return Number.isFinite(std) ? { mean, std } : moments(values);
}
