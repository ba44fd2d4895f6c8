import {
  type ActionName,
  type AgentPolicy,
  type DriftReport,
  listBrokenColumns,
  type PlanStatus
} from '@espalier/core/contracts';
import {
  decideStatus,
  decodeClauses,
  encodeClauses,
  listActions,
  NUM_CODES
} from '../decide/rules.ts';
import type { History } from '../observe/read-history.ts';
import { createDropSource, type DropSource } from './drops.ts';

/** What a decision comes to. */
export interface Outcome {
  readonly status: PlanStatus;
  readonly actions: readonly ActionName[];
}

/** The decision after one point. */
export interface Verdict extends Outcome {
  readonly time: number;
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
  /** Times of the points. */
  readonly times: Float64Array;
  /** For each point the clauses that fired, as bits. */
  readonly codes: Uint8Array;
  /** What each code comes to. */
  readonly outcomes: readonly Outcome[];
  readonly numAlarms: number;
  /** How often each action was newly requested: not by the point before. */
  readonly actions: Readonly<Partial<Record<ActionName, number>>>;
  /** Seconds in each status: the status of a point holds until the next point. */
  readonly seconds: Readonly<Record<PlanStatus, number>>;
}

const WORSE: Readonly<Record<PlanStatus, number>> = { healthy: 0, warn: 1, critical: 2 };

/** Decide after every point as if it were the latest, using only the points up to it. */
export function replay(
  { points }: History,
  policy: AgentPolicy,
  report: DriftReport,
  dropsFor: DropSource = createDropSource(points)
): Replay {
  const { rocAuc, prAuc } = dropsFor(policy.window_days);
  const { latencyP95Ms: latency, time: times } = points;
  const limit = policy.warn.latency_p95_ms;
  const facts = {
    rocAucDropPct: NaN,
    prAucDropPct: NaN,
    isSlow: false,
    isBlind: false,
    overallDrift: report.overall_drift,
    hasBrokenColumns: listBrokenColumns(report).length > 0
  };
  const codes = new Uint8Array(points.length);
  for (let i = 0; i < codes.length; ++i) {
    facts.rocAucDropPct = rocAuc[i]!;
    facts.prAucDropPct = prAuc[i]!;
    facts.isSlow = i > 0 && latency[i]! > limit && latency[i - 1]! > limit;
    facts.isBlind = i > 0 && Number.isNaN(rocAuc[i]!) && Number.isNaN(prAuc[i]!);
    codes[i] = encodeClauses(facts, policy);
  }
  const outcomes = Array.from({ length: NUM_CODES }, (_, code): Outcome => {
    const fired = decodeClauses(code);
    return { status: decideStatus(fired), actions: listActions(fired, facts) };
  });
  return { times, codes, outcomes, ...summarize(times, codes, outcomes) };
}

/** The decisions one by one. */
export function* listVerdicts({ times, codes, outcomes }: Replay): Generator<Verdict> {
  for (let i = 0; i < codes.length; ++i) yield { time: times[i]!, ...outcomes[codes[i]!]! };
}

/** The alarms in order of their starts. */
export function listAlarms({ times, codes, outcomes }: Replay): Alarm[] {
  const alarms: { -readonly [Key in keyof Alarm]: Alarm[Key] }[] = [];
  const open: typeof alarms = [];
  let before: PlanStatus = 'healthy';
  for (let i = 0; i < codes.length; ++i) {
    if (i > 0 && codes[i] === codes[i - 1]) continue;
    const { status, actions } = outcomes[codes[i]!]!;
    while (open.length > 0 && WORSE[open.at(-1)!.status] > WORSE[status]) open.pop()!.to = times[i];
    if (WORSE[status] > WORSE[before]) {
      const alarm = { from: times[i]!, to: undefined, status, actions };
      alarms.push(alarm);
      open.push(alarm);
    }
    before = status;
  }
  return alarms;
}

function summarize(
  times: Float64Array,
  codes: Uint8Array,
  outcomes: readonly Outcome[]
): Pick<Replay, 'numAlarms' | 'actions' | 'seconds'> {
  const seconds = { healthy: 0, warn: 0, critical: 0 };
  const counts: Partial<Record<ActionName, number>> = {};
  let numAlarms = 0;
  let start = 0;
  let before: Outcome = { status: 'healthy', actions: [] };
  for (let i = 0; i <= codes.length; ++i) {
    if (i > 0 && i < codes.length && codes[i] === codes[i - 1]) continue;
    if (i > 0)
      seconds[before.status] += (times[Math.min(i, times.length - 1)]! - times[start]!) / 1e6;
    if (i === codes.length) break;
    const now = outcomes[codes[i]!]!;
    if (WORSE[now.status] > WORSE[before.status]) ++numAlarms;
    for (const name of now.actions)
      if (name !== 'do_nothing' && !before.actions.includes(name))
        counts[name] = (counts[name] ?? 0) + 1;
    before = now;
    start = i;
  }
  return { numAlarms, actions: counts, seconds };
}
