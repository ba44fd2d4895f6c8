import type { ActionName, AgentPolicy, DriftReport, PlanStatus } from '@espalier/core/contracts';
import { planActions } from '../decide/plan.ts';
import type { Point } from '../observe/points.ts';
import type { History } from '../observe/read-history.ts';
import { computeSignals } from '../decide/signals.ts';

/** The decision after one point. */
export interface Verdict {
  readonly time: number;
  readonly status: PlanStatus;
  readonly actions: readonly ActionName[];
}

/** A period that starts when the status gets worse and ends when it gets better. */
export interface Alarm {
  readonly from: number;
  /** Time of the first better point; undefined if there is none. */
  readonly to: number | undefined;
  readonly status: PlanStatus;
  readonly actions: readonly ActionName[];
}

export interface Replay {
  readonly verdicts: readonly Verdict[];
  readonly alarms: readonly Alarm[];
  /** How often each action was newly requested: not by the point before. */
  readonly actions: Readonly<Partial<Record<ActionName, number>>>;
  /** Seconds in each status: the status of a point holds until the next point. */
  readonly seconds: Readonly<Record<PlanStatus, number>>;
}

const WORSE: Readonly<Record<PlanStatus, number>> = { healthy: 0, warn: 1, critical: 2 };

/** Decide after every point as if it were the latest, using only the points up to it. */
export function replay(history: History, policy: AgentPolicy, report: DriftReport): Replay {
  const { points } = history;
  const window = policy.window_days * 86_400e6;
  let start = 0;
  const verdicts = points.map((point, i): Verdict => {
    while (points[start]!.time < point.time - window) ++start;
    // The point before the latest counts for latency however old it is.
    const known = points.slice(Math.max(0, Math.min(start, i - 1)), i + 1);
    const signals = computeSignals({ ...history, points: known }, report, policy.window_days);
    const { status, actions } = planActions(signals, policy);
    return { time: point.time, status, actions: actions.map(({ do: name }) => name) };
  });
  return {
    verdicts,
    alarms: alarmsOf(verdicts),
    actions: countActions(verdicts),
    seconds: secondsOf(verdicts, points)
  };
}

function alarmsOf(verdicts: readonly Verdict[]): Alarm[] {
  const alarms: Alarm[] = [];
  let before: PlanStatus = 'healthy';
  for (const [i, { time, status, actions }] of verdicts.entries()) {
    if (WORSE[status] > WORSE[before]) {
      const end = verdicts.slice(i).find(later => WORSE[later.status] < WORSE[status]);
      alarms.push({ from: time, to: end?.time, status, actions });
    }
    before = status;
  }
  return alarms;
}

function countActions(verdicts: readonly Verdict[]): Replay['actions'] {
  const counts: Partial<Record<ActionName, number>> = {};
  let before: readonly ActionName[] = [];
  for (const { actions } of verdicts) {
    for (const name of actions)
      if (name !== 'do_nothing' && !before.includes(name)) counts[name] = (counts[name] ?? 0) + 1;
    before = actions;
  }
  return counts;
}

function secondsOf(verdicts: readonly Verdict[], points: readonly Point[]): Replay['seconds'] {
  const seconds = { healthy: 0, warn: 0, critical: 0 };
  for (const [i, { status, time }] of verdicts.entries())
    seconds[status] += ((points[i + 1]?.time ?? time) - time) / 1e6;
  return seconds;
}
