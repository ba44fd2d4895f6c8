import { binOf, type Column, createRecoder, MISSING, type Table } from '@espalier/core';
import type { CategoryProfile, ColumnProfile, NumberProfile } from '@espalier/core/contracts';
import type { ProfiledColumn } from '../pair/sample.ts';

/** Counts the rows of a column block by block, in the bins of a profile of the other side. */
export interface Counter {
  add(column: Column): void;
  counts(): ProfiledColumn;
}

/** Counters of all columns of a profile. */
export function createCounters(
  columns: Readonly<Record<string, ColumnProfile>>
): ReadonlyMap<string, Counter> {
  return new Map(
    Object.entries(columns).map(([name, profile]) => [
      name,
      profile.kind === 'number' ? countNumbers(name, profile) : countCategory(name, profile)
    ])
  );
}

export function addBlock(counters: ReadonlyMap<string, Counter>, block: Table): void {
  for (const column of block.columns) counters.get(column.name)?.add(column);
}

/** The doubles of one group have equal first sixteen bits. */
const NUM_GROUPS = 1 << 16;
const MAX_TABLED_BINS = 250;
/** Instead of a bin: not looked at yet, no number, or several bins. */
const UNKNOWN = 255;
const NO_NUMBER = 254;
const SEVERAL = 253;

/** The bin of all doubles of a group, if they lie in one; found when it is first asked for. */
function findGroupBin(group: number, edges: Float64Array): number {
  const ends = new Float64Array(2);
  new Uint32Array(ends.buffer).set([0, group << 16, 0xffffffff, (group << 16) | 0xffff]);
  const [near = NaN, far = NaN] = ends;
  if (!Number.isFinite(near)) return NO_NUMBER;
  const bin = binOf(near, edges);
  return binOf(far, edges) === bin ? bin : SEVERAL;
}

function countNumbers(name: string, other: NumberProfile): Counter {
  const edges = Float64Array.from(other.edges);
  const groups = new Uint8Array(NUM_GROUPS).fill(
    edges.length < MAX_TABLED_BINS ? UNKNOWN : SEVERAL
  );
  const counts = new Float64Array(edges.length + 1);
  // Sums around the mean of the other side lose no digits.
  const centre = other.mean ?? 0;
  const least = other.min ?? -Infinity;
  const most = other.max ?? Infinity;
  let missing = 0;
  let count = 0;
  let total = 0;
  let squares = 0;
  let min = Infinity;
  let max = -Infinity;
  let outside = 0;
  return {
    add(column) {
      if (column.kind !== 'number')
        throw new RangeError(`Cannot count "${name}": it is not a number column`);
      const { values } = column;
      // Locals: the engine keeps these in registers, not what a closure holds.
      let [n, empty, sum, sum2, low, high, beyond] = [0, 0, 0, 0, min, max, 0];
      const words = new Uint32Array(values.buffer, values.byteOffset, 2 * values.length);
      for (let i = 0; i < values.length; ++i) {
        const x = values[i]!;
        const group = words[2 * i + 1]! >>> 16;
        let bin = groups[group]!;
        if (bin === UNKNOWN) bin = groups[group] = findGroupBin(group, edges);
        // NaN and infinities give NaN.
        if (bin === NO_NUMBER || (bin === SEVERAL && x - x !== 0)) {
          ++empty;
          continue;
        }
        if (bin === SEVERAL) bin = binOf(x, edges);
        const gap = x - centre;
        ++n;
        sum += gap;
        sum2 += gap * gap;
        if (x < low) low = x;
        if (x > high) high = x;
        if (x < least || x > most) ++beyond;
        counts[bin]! += 1;
      }
      missing += empty;
      count += n;
      total += sum;
      squares += sum2;
      min = low;
      max = high;
      outside += beyond;
    },
    counts() {
      const mean = total / count;
      const std = Math.sqrt(Math.max(squares / count - mean * mean, 0));
      const none = count === 0;
      // Beyond 1e154 squares overflow.
      const finite = (x: number): number | null => (none || !Number.isFinite(x) ? null : x);
      return {
        name,
        // A profile without extremes does not tell what lies beyond them.
        ...(other.min === null || other.max === null ? {} : { outside }),
        profile: {
          kind: 'number',
          ...(other.date === true ? { date: true } : {}),
          count,
          missing,
          mean: finite(centre + mean),
          std: finite(std),
          min: none ? null : min,
          max: none ? null : max,
          edges: other.edges,
          counts: [...counts]
        }
      };
    }
  };
}

function countCategory(name: string, { levels }: CategoryProfile): Counter {
  const recode = createRecoder(levels);
  const counts = new Float64Array(levels.length);
  let missing = 0;
  let unseen = 0;
  return {
    add(column) {
      if (column.kind !== 'category')
        throw new RangeError(`Cannot count "${name}": it is not a category`);
      for (const code of recode(column)) {
        if (code >= 0) counts[code]! += 1;
        else if (code === MISSING) ++missing;
        else ++unseen;
      }
    },
    counts() {
      const count = counts.reduce((a, b) => a + b, 0);
      return {
        name,
        profile: { kind: 'category', count, missing, unseen, levels, counts: [...counts] }
      };
    }
  };
}
