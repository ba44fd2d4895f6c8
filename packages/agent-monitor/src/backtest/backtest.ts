import { type AgentPolicy, type DriftReport, PLAN_STATUSES } from '@espalier/core/contracts';
import type { History } from '../observe/read-history.ts';
import type { Replay } from './replay.ts';
import type { Trial } from './what-if.ts';

/** A policy replayed over a history, as it is and with one changed limit a trial. */
export interface Backtest {
  readonly history: History;
  readonly policy: AgentPolicy;
  readonly report: DriftReport;
  readonly replay: Replay;
  readonly trials: readonly Trial[];
}

export function formatHours({ seconds }: Replay): string {
  return PLAN_STATUSES.map(status => `${status} ${(seconds[status] / 3600).toFixed(1)} h`).join(
    ', '
  );
}

export function formatActions({ actions }: Replay): string {
  const counted = Object.entries(actions).map(([name, count]) => `${name} ${count}`);
  return counted.length === 0 ? 'none' : counted.join(', ');
}

export function formatAlarmCount({ numAlarms }: Replay): string {
  return `${numAlarms} ${numAlarms === 1 ? 'alarm' : 'alarms'}`;
}
