/** The metrics at one time; null if not measured. */
export interface Point {
  /** Microseconds since 1970. */
  readonly time: number;
  readonly rocAuc: number | null;
  readonly prAuc: number | null;
  readonly latencyP95Ms: number | null;
  /** Share of failed requests. */
  readonly errorRate: number | null;
}

export type MetricField = Exclude<keyof Point, 'time'>;

const FIELDS = ['time', 'rocAuc', 'prAuc', 'latencyP95Ms', 'errorRate'] as const;

type Columns = Readonly<Record<(typeof FIELDS)[number], Float64Array>>;

/** Points in ascending order of time without duplicates, in columns: a history may hold millions. NaN: not measured. */
export class Points implements Columns {
  readonly time: Float64Array;
  readonly rocAuc: Float64Array;
  readonly prAuc: Float64Array;
  readonly latencyP95Ms: Float64Array;
  readonly errorRate: Float64Array;

  constructor(columns: Columns) {
    this.time = columns.time;
    this.rocAuc = columns.rocAuc;
    this.prAuc = columns.prAuc;
    this.latencyP95Ms = columns.latencyP95Ms;
    this.errorRate = columns.errorRate;
  }

  /** Points in any order; the last of several with the same time wins. */
  static from(points: Iterable<Point>): Points {
    const builder = new PointsBuilder();
    for (const point of points) builder.add(point);
    return builder.finish();
  }

  get length(): number {
    return this.time.length;
  }

  /** The point at an index; a negative one counts from the end. */
  at(index: number): Point | undefined {
    const i = index < 0 ? this.length + index : index;
    if (!(i >= 0 && i < this.length)) return undefined;
    return {
      time: this.time[i]!,
      rocAuc: toNull(this.rocAuc[i]!),
      prAuc: toNull(this.prAuc[i]!),
      latencyP95Ms: toNull(this.latencyP95Ms[i]!),
      errorRate: toNull(this.errorRate[i]!)
    };
  }

  *[Symbol.iterator](): Generator<Point> {
    for (let i = 0; i < this.length; ++i) yield this.at(i)!;
  }

  /** The points with indices from `start` to `end`, without copying. */
  slice(start: number, end: number): Points {
    return new Points(mapColumns(field => this[field].subarray(start, end)));
  }

  /** The index of the first point at `time` or later. */
  firstFrom(time: number): number {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.time[middle]! < time) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Collects points in any order. */
export class PointsBuilder {
  #columns = mapColumns(() => new Float64Array(64));
  #length = 0;

  add(point: Point): void {
    if (this.#length === this.#columns.time.length)
      this.#columns = mapColumns(field => grow(this.#columns[field]));
    for (const field of FIELDS) this.#columns[field][this.#length] = point[field] ?? NaN;
    ++this.#length;
  }

  get length(): number {
    return this.#length;
  }

  /** Sort by time. At equal times the last point wins; with `fill` only where it has a value. */
  finish(fill = false): Points {
    const { time } = this.#columns;
    const order = new Uint32Array(this.#length);
    let isAscending = true;
    for (let i = 0; i < order.length; ++i) {
      order[i] = i;
      isAscending &&= i === 0 || time[i]! > time[i - 1]!;
    }
    if (isAscending)
      return new Points(mapColumns(field => this.#columns[field].subarray(0, this.#length)));
    order.sort((a, b) => time[a]! - time[b]! || a - b);
    return new Points(this.#select(order, fill));
  }

  #select(order: Uint32Array, fill: boolean): Columns {
    const from = this.#columns;
    const to = mapColumns(() => new Float64Array(order.length));
    let length = 0;
    for (const i of order) {
      const isSame = length > 0 && to.time[length - 1] === from.time[i];
      const at = isSame ? length - 1 : length++;
      for (const field of FIELDS) {
        const value = from[field][i]!;
        if (!(fill && isSame && Number.isNaN(value))) to[field][at] = value;
      }
    }
    return mapColumns(field => to[field].subarray(0, length));
  }
}

/** Merge by time; at equal times values of the second list win where it has any. */
export function mergePoints(first: Iterable<Point>, second: Iterable<Point>): Points {
  const builder = new PointsBuilder();
  for (const point of first) builder.add(point);
  for (const point of second) builder.add(point);
  return builder.finish(true);
}

/** An interval is a gap from this multiple of the median interval. */
const GAP_FACTOR = 3;

/** Count the gaps between points. */
export function countGaps({ time }: Points): number {
  if (time.length < 3) return 0;
  const steps = new Float64Array(time.length - 1);
  for (let i = 0; i < steps.length; ++i) steps[i] = time[i + 1]! - time[i]!;
  const usual = steps.slice().sort()[(steps.length - 1) >> 1]!;
  return steps.reduce((count, step) => (step > GAP_FACTOR * usual ? count + 1 : count), 0);
}

function toNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}

function grow(column: Float64Array): Float64Array {
  const grown = new Float64Array(2 * column.length);
  grown.set(column);
  return grown;
}

function mapColumns(make: (field: (typeof FIELDS)[number]) => Float64Array): Columns {
  return Object.fromEntries(FIELDS.map(field => [field, make(field)])) as Columns;
}
