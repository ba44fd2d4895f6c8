import type { PlanStatus } from '@espalier/core/contracts';
import type { Replay } from './replay.ts';

/** A period in which two replays of one history have different statuses. */
export interface Change {
  readonly from: number;
  /** Time of the first point after it; undefined if it lasts to the end. */
  readonly to: number | undefined;
  readonly before: PlanStatus;
  readonly after: PlanStatus;
}

/** The periods in which `other` has another status than `base`, in order. */
export function compareReplays(base: Replay, other: Replay): Change[] {
  const changes: { -readonly [Key in keyof Change]: Change[Key] }[] = [];
  let isOpen = false;
  for (let i = 0; i < base.codes.length; ++i) {
    const time = base.times[i]!;
    const before = base.outcomes[base.codes[i]!]!.status;
    const after = other.outcomes[other.codes[i]!]!.status;
    const last = changes.at(-1);
    if (isOpen && last?.before === before && last.after === after) continue;
    if (isOpen && last !== undefined) last.to = time;
    isOpen = before !== after;
    if (isOpen) changes.push({ from: time, to: undefined, before, after });
  }
  return changes;
}

/** Do both replays give the same plan after every point? */
export function isSameReplay(base: Replay, other: Replay): boolean {
  return base.codes.every((code, i) => {
    const otherCode = other.codes[i]!;
    if (code === otherCode) return true;
    const a = base.outcomes[code]!;
    const b = other.outcomes[otherCode]!;
    return a.status === b.status && a.actions.join() === b.actions.join();
  });
}
