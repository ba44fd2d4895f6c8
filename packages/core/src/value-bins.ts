import { MIN_LEVEL_ROWS } from './aggregates.ts';
import { DAY_MS } from './dates.ts';

/**
 * A bin [v, next double above v) holds one value. Values that many rows share have such bins, so that a flag, a spike of
 * zeros and a constant are seen in both directions.
 */

/** A value that at least one row in ten holds has a bin of its own. */
const MANY = 10;
/** Every value of a column of so few different ones has a bin of its own. */
const FEW_VALUES = 10;

const float = new Float64Array(1);
const bits = new BigInt64Array(float.buffer);

/** The smallest double above x. */
export function nextAbove(x: number): number {
  if (x === 0) return Number.MIN_VALUE;
  float[0] = x;
  bits[0] = bits[0]! + (x > 0 ? 1n : -1n);
  return float[0];
}

/** The one value of bin i, [edges[i-1], edges[i]); undefined where the bin is a range. */
export function valueOfBin(edges: readonly number[], i: number): number | undefined {
  const from = edges[i - 1];
  return from !== undefined && edges[i] === nextAbove(from) ? from : undefined;
}

/** Edges without the upper ends of bins of one value. */
export function plainEdges(edges: readonly number[]): number[] {
  return edges.filter((_, i) => valueOfBin(edges, i) === undefined);
}

/** A value with a bin of its own, and how many rows hold it. */
export interface SharedValue {
  readonly value: number;
  readonly rows: number;
}

export interface SharedValues {
  readonly values: readonly SharedValue[];
  /** Are these all the values of the column? */
  readonly areAll: boolean;
}

/** The smallest number of rows that a value with a bin of its own needs, unless the column has few values. */
export function manyRows(numRows: number): number {
  return Math.max(Math.ceil(numRows / MANY), 1);
}

/** Find the values with bins of their own among ascending finite values of a column of `numRows` cells. */
export function sharedValues(sorted: Float64Array, numRows: number): SharedValues {
  const few = fewValues(sorted);
  if (few !== undefined) return { values: few, areAll: true };
  const many = manyRows(numRows);
  const values: SharedValue[] = [];
  // A run of so many equal values holds one of these positions.
  for (let i = 0; i < sorted.length; i += many) {
    const value = sorted[i]! + 0;
    if (values.at(-1)?.value === value) continue;
    const rows = firstAbove(sorted, value) - firstAtOrAbove(sorted, value);
    if (rows >= many) values.push({ value, rows });
  }
  return { values, areAll: false };
}

function fewValues(sorted: Float64Array): SharedValue[] | undefined {
  const values: SharedValue[] = [];
  for (let i = 0; i < sorted.length;) {
    if (values.length === FEW_VALUES) return undefined;
    const value = sorted[i]! + 0;
    const end = firstAbove(sorted, value, i);
    values.push({ value, rows: end - i });
    i = end;
  }
  return values;
}

/** The values of an unsorted column that has few different ones; undefined where it has more. */
export function countFewValues(values: Float64Array): SharedValue[] | undefined {
  const rows = new Map<number, number>();
  for (let i = 0; i < values.length; ++i) {
    const x = values[i]!;
    if (!Number.isFinite(x)) continue;
    const known = rows.get(x);
    if (known === undefined && rows.size === FEW_VALUES) return undefined;
    // A map takes -0 for 0.
    rows.set(x, (known ?? 0) + 1);
  }
  return [...rows].sort(([a], [b]) => a - b).map(([value, n]) => ({ value, rows: n }));
}

function firstAtOrAbove(sorted: Float64Array, x: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! < x) low = middle + 1;
    else high = middle;
  }
  return low;
}

function firstAbove(sorted: Float64Array, x: number, from = 0): number {
  let low = from;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! <= x) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Ascending edges: the deciles, unless the column has few values, and both ends of the bin of each shared value. */
export function joinEdges(deciles: readonly number[], { values, areAll }: SharedValues): number[] {
  const ends = values.flatMap(({ value }) => endsOf(value));
  return ascending(areAll ? ends : [...deciles, ...ends]);
}

/** The largest double has no end above it. */
function endsOf(value: number): number[] {
  return [value, nextAbove(value)].filter(Number.isFinite);
}

function ascending(edges: readonly number[]): number[] {
  return [...new Set(edges)].sort((a, b) => a - b);
}

type Interval = readonly [from: number, to: number];

/**
 * joinEdges() as a profile publishes them: rounded to three digits (dates: to days), or to as many more as keep deciles,
 * and shared values, apart. A value that rounding changes has a bin of its rounded bounds. Values of fewer than
 * MIN_LEVEL_ROWS rows have no bin of their own.
 */
export function publishEdges(
  deciles: readonly number[],
  { values, areAll }: SharedValues,
  areDates: boolean
): number[] {
  const shown = values.flatMap(({ value, rows }) => (rows >= MIN_LEVEL_ROWS ? [value] : []));
  const others = areAll && shown.length === values.length ? [] : deciles;
  for (const rounding of areDates ? DATE_ROUNDINGS : NUMBER_ROUNDINGS) {
    const intervals = shown.map(value => intervalOf(value, rounding));
    if (intervals.some(([from], i) => i > 0 && from < intervals[i - 1]![1])) continue;
    const between = others.filter(x => !intervals.some(([from, to]) => x >= from && x < to));
    const rounded = between.map(rounding.round);
    if (new Set(rounded).size === new Set(between).size)
      return ascending([...rounded, ...intervals.flat().filter(Number.isFinite)]);
  }
  return joinEdges(others, { values: shown.map(value => ({ value, rows: 0 })), areAll: false });
}

interface Rounding {
  readonly round: (x: number) => number;
  /** The distance to the next rounded number. */
  readonly stepAt: (x: number) => number;
}

const NUMBER_ROUNDINGS: readonly Rounding[] = Array.from({ length: 14 }, (_, i) => {
  const digits = i + 3;
  return {
    round: x => Number(x.toPrecision(digits)),
    stepAt: x => 10 ** (Math.floor(Math.log10(Math.abs(x))) - digits + 1)
  };
});

const DATE_ROUNDINGS: readonly Rounding[] = [DAY_MS, 3_600_000, 60_000, 1000].map(unit => ({
  round: x => Math.floor(x / unit) * unit,
  stepAt: () => unit
}));

/** The interval between rounded numbers that holds a value; the value alone where rounding keeps it. */
function intervalOf(value: number, { round, stepAt }: Rounding): Interval {
  const rounded = round(value);
  if (rounded === value) return [value, nextAbove(value)];
  const step = stepAt(value);
  return rounded < value ? [rounded, round(rounded + step)] : [round(rounded - step), rounded];
}
