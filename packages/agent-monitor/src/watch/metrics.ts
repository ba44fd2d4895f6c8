import { PLAN_STATUSES, type PlanStatus } from '@espalier/core/contracts';

/** Metrics of the agent itself. */
export interface WatchMetrics {
  rounds: number;
  failures: number;
  status: PlanStatus | undefined;
  /** Can it not be told how the model does: a round failed, or its plan says so? */
  isBlind: boolean;
  /** Unix time of the last plan, in seconds. */
  lastPlan: number | undefined;
  /** Duration of the last round in seconds. */
  lastSeconds: number;
}

export function createMetrics(): WatchMetrics {
  return {
    rounds: 0,
    failures: 0,
    status: undefined,
    isBlind: false,
    lastPlan: undefined,
    lastSeconds: 0
  };
}

/** Format the metrics in the Prometheus text format. */
export function formatMetrics(metrics: WatchMetrics): string {
  const { rounds, failures, status, isBlind, lastPlan, lastSeconds } = metrics;
  const metric = (
    name: string,
    type: 'counter' | 'gauge',
    help: string,
    lines: string[]
  ): string[] =>
    lines.length === 0
      ? []
      : [`# HELP agent_monitor_${name} ${help}`, `# TYPE agent_monitor_${name} ${type}`, ...lines];
  return [
    ...metric('rounds_total', 'counter', 'Rounds started.', [
      `agent_monitor_rounds_total ${rounds}`
    ]),
    ...metric('failures_total', 'counter', 'Rounds that failed to make a plan.', [
      `agent_monitor_failures_total ${failures}`
    ]),
    ...metric(
      'status',
      'gauge',
      'Status of the last plan, at least warn after a failed round: 1 for the current one, 0 for the others.',
      status === undefined
        ? []
        : PLAN_STATUSES.map(
            name => `agent_monitor_status{status="${name}"} ${name === status ? 1 : 0}`
          )
    ),
    ...metric('cannot_tell', 'gauge', 'Whether it cannot be told how the model does.', [
      `agent_monitor_cannot_tell ${isBlind ? 1 : 0}`
    ]),
    ...metric(
      'last_plan_timestamp_seconds',
      'gauge',
      'Unix time of the last plan.',
      lastPlan === undefined ? [] : [`agent_monitor_last_plan_timestamp_seconds ${lastPlan}`]
    ),
    ...metric('round_seconds', 'gauge', 'Duration of the last round.', [
      `agent_monitor_round_seconds ${lastSeconds}`
    ]),
    ''
  ].join('\n');
}
