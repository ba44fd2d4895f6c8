import { MIN_LEVEL_ROWS, roundBounds, roundDates } from '@espalier/core';
import type { ColumnPair } from '../pair/pair.ts';
import { sum } from '../statistics/sum.ts';
import type { BinReport } from './report-schema.ts';

type Bins = Pick<ColumnPair, 'bins' | 'reference' | 'fresh' | 'date'>;

/** A range or a single value, with the rows of both sides. */
interface Part {
  readonly from: number | null;
  readonly to: number | null;
  readonly value: number | undefined;
  /** Does it hold values that are not shown? */
  readonly isPool: boolean;
  readonly reference: number;
  readonly fresh: number;
}

/**
 * Report the ranges and values of a number column. Unless `isExact`, bounds and values are rounded, and a value that few
 * rows of either side hold is part of the range around it.
 */
export function reportNumberBins(pair: Bins, isExact: boolean): BinReport[] {
  const n = sum(pair.reference);
  const m = sum(pair.fresh);
  const parts = joinBins(pair, isExact).filter(
    // Most often there is nothing between two values.
    (part, i, all) =>
      part.reference + part.fresh > 0 ||
      ![all[i - 1], all[i + 1]].some(other => other?.value !== undefined)
  );
  const round = isExact ? (bound: number) => bound : createRounding(parts, pair.date === true);
  const rounded = (bound: number | null): number | null => (bound === null ? null : round(bound));
  return parts.map(({ from, to, value, reference, fresh }) => ({
    ...(value === undefined
      ? { kind: 'range' as const, from: rounded(from), to: rounded(to) }
      : { kind: 'value' as const, value: round(value) }),
    reference: reference / n,
    new: fresh / m
  }));
}

/** The bins in order; values that are not shown are joined with the bins beside them until enough rows are in a range. */
function joinBins({ bins, reference, fresh }: Bins, isExact: boolean): Part[] {
  const parts: Part[] = [];
  let wasHidden = false;
  for (const [i, bin] of bins.entries()) {
    if (bin.kind !== 'range') continue;
    const { from, to, value } = bin;
    const rows = { reference: reference[i]!, fresh: fresh[i]! };
    const isHidden = value !== undefined && !isExact && isThin(rows);
    const part = { from, to, value: isHidden ? undefined : value, isPool: isHidden, ...rows };
    const last = parts.at(-1);
    const isRange = last?.value === undefined;
    if (last !== undefined && isRange && (isHidden ? isThin(last) : wasHidden))
      parts[parts.length - 1] = join(last, part);
    // A range above a value begins with that value.
    else parts.push({ ...part, from: last?.value ?? from });
    wasHidden = isHidden;
  }
  const [before, last] = parts.slice(-2);
  const isThinTail = last?.isPool === true && isThin(last) && before?.value === undefined;
  return isThinTail && before !== undefined ? [...parts.slice(0, -2), join(before, last)] : parts;
}

function isThin({ reference, fresh }: Pick<Part, 'reference' | 'fresh'>): boolean {
  return Math.max(reference, fresh) < MIN_LEVEL_ROWS;
}

function join(low: Part, high: Part): Part {
  return {
    from: low.from,
    to: high.to,
    value: undefined,
    isPool: true,
    reference: low.reference + high.reference,
    fresh: low.fresh + high.fresh
  };
}

/** Three digits, or as many more as keep the values apart, and the bounds. */
function createRounding(parts: readonly Part[], areDates: boolean): (bound: number) => number {
  const values = new Set(parts.flatMap(({ value }) => value ?? []));
  const bounds = new Set(
    parts
      .flatMap(({ value, from, to }) => (value === undefined ? [from ?? [], to ?? []] : []))
      .flat()
  );
  const apart = [[...values], [...bounds].filter(bound => !values.has(bound))];
  const all = apart.flat();
  const rounded = areDates ? roundDates(all, apart) : roundBounds(all, apart);
  const places = new Map(all.map((bound, i) => [bound, rounded[i]!]));
  return bound => places.get(bound) ?? bound;
}
