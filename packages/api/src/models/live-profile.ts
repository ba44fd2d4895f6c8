import { binOf, type Column, MISSING, present, SCORE_EDGES, UNSEEN } from '@espalier/core';
import type { ColumnProfile, Profile } from '@espalier/core/contracts';

/** Counts the cells of one column in constant memory. */
interface ColumnCounter {
  readonly add: (column: Column) => void;
  readonly read: () => ColumnProfile;
}

/** The bins for counting live traffic, taken from the training profile. `show`: moments and extremes may be published. */
export type Bins =
  | {
      readonly kind: 'number';
      readonly date?: true | undefined;
      readonly edges: readonly number[];
      readonly show?: boolean;
    }
  | { readonly kind: 'category'; readonly levels: readonly string[] };

export interface LiveProfile {
  readonly add: (columns: readonly Column[], probabilities: Float64Array) => void;
  /** The exact counts, with moments and extremes of shown columns only. */
  readonly read: () => Profile;
  /** The exact counts of the scores in tenths. */
  readonly readTenths: () => number[];
  readonly numRows: () => number;
}

/** Twentieths: the bins of scores where training tells none. */
const USUAL_EDGES: readonly number[] = Array.from({ length: 19 }, (_, i) => (i + 1) / 20);

/**
 * Create counters for the distributions of columns and scores, in the form of profile.json. `scoreEdges`: hundredths
 * between which scores are reported; their bins should hold similar shares.
 */
export function createLiveProfile(
  bins: Readonly<Record<string, Bins>>,
  scoreEdges: readonly number[] = USUAL_EDGES
): LiveProfile {
  const counters = new Map(Object.entries(bins).map(([name, of]) => [name, createCounter(of)]));
  const scores = createNumberCounter(SCORE_EDGES, false);
  let rows = 0;
  return {
    add(columns, probabilities) {
      rows += probabilities.length;
      for (const column of columns) counters.get(column.name)?.add(column);
      scores.addValues(probabilities);
    },
    read: () => ({
      format: 'espalier.profile/1',
      rows,
      scores: mergeBins(scores.readNumbers(), scoreEdges),
      columns: Object.fromEntries([...counters].map(([name, { read }]) => [name, read()]))
    }),
    readTenths() {
      const tenths = new Array<number>(10).fill(0);
      scores.readNumbers().counts.forEach((count, i) => {
        tenths[Math.floor(i / 10)]! += count;
      });
      return tenths;
    },
    numRows: () => rows
  };
}

/** Fewer bins, between some of the edges. */
function mergeBins(profile: NumberProfile, edges: readonly number[]): NumberProfile {
  const counts = new Array<number>(edges.length + 1).fill(0);
  profile.counts.forEach((count, i) => {
    const from = i === 0 ? -Infinity : profile.edges[i - 1]!;
    counts[binOf(from, edges)]! += count;
  });
  return { ...profile, edges: [...edges], counts };
}

function createCounter(bins: Bins): ColumnCounter {
  if (bins.kind === 'category') return createLevelCounter(bins.levels);
  const { addValues, readNumbers } = createNumberCounter(bins.edges, bins.show === true, bins.date);
  return {
    add(column) {
      if (column.kind === 'number') addValues(column.values);
    },
    read: readNumbers
  };
}

type NumberProfile = Extract<ColumnProfile, { kind: 'number' }>;

/** Counts numbers by bin; moments, by Welford (1962), and extremes only of shown columns. */
function createNumberCounter(
  edges: readonly number[],
  isShown: boolean,
  date?: true
): {
  readonly addValues: (values: Float64Array) => void;
  readonly readNumbers: () => NumberProfile;
} {
  const sorted = [...edges];
  const counts = new Float64Array(sorted.length + 1);
  let count = 0;
  let missing = 0;
  let mean = 0;
  let m2 = 0;
  let min = Infinity;
  let max = -Infinity;
  return {
    addValues(values) {
      for (let i = 0; i < values.length; ++i) {
        const x = values[i]!;
        if (x !== x) {
          ++missing;
          continue;
        }
        counts[binOf(x, sorted)]! += 1;
        ++count;
        if (!isShown) continue;
        const delta = x - mean;
        mean += delta / count;
        m2 += delta * (x - mean);
        if (x < min) min = x;
        if (x > max) max = x;
      }
    },
    readNumbers() {
      const shown = (x: number): number | null => (isShown ? finiteOrNull(x, count) : null);
      return {
        kind: 'number',
        ...present({ date }),
        count,
        missing,
        mean: shown(mean),
        std: shown(Math.sqrt(m2 / count)),
        min: shown(min),
        max: shown(max),
        edges: sorted,
        counts: [...counts]
      };
    }
  };
}

/** Null for statistics without values, or that overflowed. */
function finiteOrNull(x: number, count: number): number | null {
  return count > 0 && Number.isFinite(x) ? x : null;
}

function createLevelCounter(levels: readonly string[]): ColumnCounter {
  const counts = new Float64Array(levels.length);
  // Every column shares the spec's list of levels, so codes are translated only once.
  let from: readonly string[] | undefined;
  let codeOf: Int32Array = new Int32Array(0);
  let missing = 0;
  let unseen = 0;
  let other = 0;
  return {
    add(column) {
      if (column.kind !== 'category') return;
      if (column.levels !== from) {
        from = column.levels;
        codeOf = Int32Array.from(from, level => levels.indexOf(level));
      }
      for (let i = 0; i < column.codes.length; ++i) {
        const code = column.codes[i]!;
        const at = code < 0 ? -1 : codeOf[code]!;
        if (at >= 0) counts[at]! += 1;
        else if (code === MISSING) ++missing;
        else if (code === UNSEEN) ++unseen;
        else ++other;
      }
    },
    read: () => ({
      kind: 'category',
      count: counts.reduce((sum, n) => sum + n, 0),
      missing,
      unseen,
      ...present({ other: other > 0 ? other : undefined }),
      levels: [...levels],
      counts: [...counts]
    })
  };
}
