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

/** Up to this many edges a linear scan beats binary search. */
const FEW_EDGES = 16;

function countNumbers(name: string, other: NumberProfile): Counter {
  const edges = Float64Array.from(other.edges);
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
      const isShort = edges.length <= FEW_EDGES;
      for (let i = 0; i < values.length; ++i) {
        const x = values[i]!;
        // NaN and infinities give NaN.
        if (x - x !== 0) {
          ++empty;
          continue;
        }
        const gap = x - centre;
        ++n;
        sum += gap;
        sum2 += gap * gap;
        if (x < low) low = x;
        if (x > high) high = x;
        if (x < least || x > most) ++beyond;
        let bin = 0;
        if (isShort) for (let e = 0; e < edges.length; ++e) bin += x >= edges[e]! ? 1 : 0;
        else bin = binOf(x, other.edges);
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
