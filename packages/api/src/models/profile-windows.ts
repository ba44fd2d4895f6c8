import { subtractProfiles } from '@espalier/core';
import type { ColumnProfile, Profile } from '@espalier/core/contracts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How long readings are kept, and one of how long a time: a few hundred at most. */
const KEPT = [
  { each: 5 * MINUTE, for: 3 * HOUR },
  { each: HOUR, for: 3 * DAY },
  { each: DAY, for: 36 * DAY }
] as const;

/** The longest window that can be asked for, in seconds. */
export const MAX_WINDOW_SECONDS = (35 * DAY) / 1000;

/** A reading of a published profile; times in milliseconds since 1970. */
interface Reading {
  readonly time: number;
  readonly profile: Profile;
}

/**
 * Windows of a live profile: the profile published now, less that published at the start of the window. Each is a difference
 * of two published readings, so windows, and differences of windows, tell no more than reading the profile all the while.
 */
export interface ProfileWindows {
  /** Remember the profile published at a time; call it each minute or so. */
  readonly note: (published: Profile, now: number) => void;
  /** Count anew from the next note on: some of the rows that were counted are gone. */
  readonly restart: () => void;
  /** The latest published profile, of the whole time or of the last `seconds`. Undefined before the first note. */
  readonly read: (now: number, seconds?: number) => Profile | undefined;
}

/** `start`: since when the profile counts. */
export function createProfileWindows(start: number): ProfileWindows {
  /** Ascending; the first is of no rows, but after a loss. */
  let readings: readonly Reading[] = [];
  let last: Reading | undefined;
  /** Were rows lost that the whole time would have? */
  let isComplete = true;
  let isBroken = false;

  function begin(reading: Reading): void {
    readings = [reading];
    isBroken = false;
  }

  return {
    note(published, now) {
      if (last === undefined) begin({ time: start, profile: createEmpty(published) });
      else if (isBroken || subtractProfiles(published, last.profile) === undefined) {
        begin({ time: now, profile: published });
        isComplete = false;
      } else if (slotOf(now, KEPT[0].each) > slotOf(readings.at(-1)!.time, KEPT[0].each))
        readings = keepSome([...readings, { time: now, profile: published }], now);
      if (published !== last?.profile)
        last = { time: published.rows === 0 ? start : now, profile: published };
    },
    restart() {
      isBroken = true;
    },
    read(now, seconds) {
      if (last === undefined) return undefined;
      const { profile, time } = last;
      if (seconds === undefined) return { ...profile, window: windowOf(start, time, isComplete) };
      const wanted = now - 1000 * seconds;
      const base = readings.findLast(reading => reading.time <= wanted) ?? readings[0]!;
      return {
        ...subtractProfiles(profile, base.profile)!,
        window: windowOf(base.time, time, base.time <= wanted)
      };
    }
  };
}

function windowOf(from: number, to: number, complete: boolean): NonNullable<Profile['window']> {
  return { from: formatTime(from), to: formatTime(Math.max(from, to)), complete };
}

function formatTime(time: number): string {
  return new Date(time).toISOString();
}

function slotOf(time: number, each: number): number {
  return Math.floor(time / each);
}

/** Of the readings in each slot of their age the first. */
function keepSome(readings: readonly Reading[], now: number): readonly Reading[] {
  return readings.filter(({ time }, i) => {
    const before = readings[i - 1]?.time ?? -Infinity;
    return KEPT.some(
      kept => now - time <= kept.for && slotOf(time, kept.each) > slotOf(before, kept.each)
    );
  });
}

/** The profile of no rows in the same bins. */
function createEmpty(profile: Profile): Profile {
  return {
    ...profile,
    rows: 0,
    ...(profile.scores === undefined ? {} : { scores: emptyColumn(profile.scores) }),
    columns: Object.fromEntries(
      Object.entries(profile.columns).map(([name, column]) => [name, emptyColumn(column)])
    )
  };
}

function emptyColumn<T extends ColumnProfile>(column: T): T {
  const counts = column.counts.map(() => 0);
  return column.kind === 'number'
    ? { ...column, count: 0, missing: 0, mean: null, std: null, min: null, max: null, counts }
    : { ...column, count: 0, missing: 0, unseen: 0, other: undefined, counts };
}
