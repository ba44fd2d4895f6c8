import type { PlanStatus } from '@espalier/core/contracts';
import type { Replay, Verdict } from './replay.ts';

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
  for (const [i, { time, status: before }] of base.verdicts.entries()) {
    const after = other.verdicts[i]!.status;
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
  return base.verdicts.every((verdict, i) => isSameVerdict(verdict, other.verdicts[i]!));
}

function isSameVerdict(a: Verdict, b: Verdict): boolean {
  return a.status === b.status && a.actions.join() === b.actions.join();
}
