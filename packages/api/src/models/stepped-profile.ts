import type {
  CategoryProfile,
  ColumnProfile,
  NumberProfile,
  Profile
} from '@espalier/core/contracts';
import { present } from '@espalier/core';

/** Published counts are multiples of this, and at least this many rows are behind one. */
export const COUNT_STEP = 10;
/** The published figures change after this many further rows: a reader who knows nine of them faces eleven others. */
export const ROWS_STEP = 20;

/** A count is rounded up from one of the rows in the middle of its block on. */
const FIRST_CUT = 4;
const NUM_CUTS = 4;

/** A whole number from 0 up to, not including, the limit; nobody outside may be able to guess it. */
export type DrawBelow = (limit: number) => number;

/** Turns a growing count into one that grows in steps; each series of counts has a name. */
export type Step = (name: string, count: number) => number;

/**
 * Round counts to multiples of COUNT_STEP, up or down by a draw that is made once for each block of counts: repeated
 * reading tells no more, and nobody knows which row completes a step. The errors are 0 on average, but for counts under
 * twice the step, which are published late.
 */
export function createStep(draw: DrawBelow): Step {
  const series = new Map<string, { block: number; cut: number; readonly first: number }>();
  return (name, count) => {
    let one = series.get(name);
    if (one === undefined) {
      one = { block: -1, cut: 0, first: COUNT_STEP + draw(COUNT_STEP) };
      series.set(name, one);
    }
    if (count < one.first) return 0;
    const block = Math.floor((count - 1) / COUNT_STEP);
    if (block !== one.block) {
      one.block = block;
      one.cut = block * COUNT_STEP + FIRST_CUT + draw(NUM_CUTS);
    }
    return (count >= one.cut ? block + 1 : block) * COUNT_STEP;
  };
}

/**
 * Keeps what `make` made of the counts of some rows until ROWS_STEP rows have come or gone; of fewer rows it makes
 * nothing: each count is 0. `make` also receives the number of rows that may be told.
 */
export function createSnapshot<T>(
  draw: DrawBelow
): (rows: number, make: (step: Step, shownRows: number) => T) => T {
  const step = createStep(draw);
  let last: { readonly rows: number; readonly value: T } | undefined;
  return (rows, make) => {
    if (rows < ROWS_STEP) {
      if (last?.rows !== 0) last = { rows: 0, value: make(() => 0, 0) };
    } else if (last === undefined || Math.abs(rows - last.rows) >= ROWS_STEP)
      last = { rows, value: make(step, Math.floor(rows / COUNT_STEP) * COUNT_STEP) };
    return last.value;
  };
}

/**
 * Publish the live profile of a version in steps, so that no reading of it tells about a single row. `profile` has moments
 * and extremes only of columns that the spec shows.
 */
export function createProfilePublisher(draw: DrawBelow): (profile: Profile) => Profile {
  const snapshot = createSnapshot<Profile>(draw);
  return profile => snapshot(profile.rows, (step, rows) => stepProfile(profile, step, rows));
}

/** A profile with all its counts in steps. */
export function stepProfile(profile: Profile, step: Step, rows: number): Profile {
  return {
    format: profile.format,
    rows,
    step: COUNT_STEP,
    ...present({ scores: profile.scores && stepNumbers('scores', profile.scores, step) }),
    columns: Object.fromEntries(
      Object.entries(profile.columns).map(([name, column]) => [
        name,
        stepColumn(`column ${name}`, column, step)
      ])
    )
  };
}

function stepColumn(name: string, column: ColumnProfile, step: Step): ColumnProfile {
  return column.kind === 'number'
    ? stepNumbers(name, column, step)
    : stepLevels(name, column, step);
}

function stepNumbers(name: string, column: NumberProfile, step: Step): NumberProfile {
  const counts = column.counts.map((count, i) => step(`${name} ${i}`, count));
  const count = sum(counts);
  const isNothing = count === 0;
  return {
    ...column,
    count,
    missing: step(`${name} missing`, column.missing),
    ...(isNothing ? { mean: null, std: null, min: null, max: null } : {}),
    counts
  };
}

function stepLevels(name: string, column: CategoryProfile, step: Step): CategoryProfile {
  const counts = column.counts.map((count, i) => step(`${name} ${i}`, count));
  const other = step(`${name} other`, column.other ?? 0);
  return {
    ...column,
    count: sum(counts),
    missing: step(`${name} missing`, column.missing),
    unseen: step(`${name} unseen`, column.unseen),
    ...present({ other: other > 0 ? other : undefined }),
    counts
  };
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
