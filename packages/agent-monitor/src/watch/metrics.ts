import { PLAN_STATUSES, type PlanStatus } from '@espalier/core/contracts';

/** What the agent counts of itself. */
export interface WatchMetrics {
  rounds: number;
  failures: number;
  status: PlanStatus | undefined;
  /** Seconds since 1970 of the end of the last round that made a plan. */
  lastPlan: number | undefined;
  /** Seconds that the last round took. */
  lastSeconds: number;
}

export function createMetrics(): WatchMetrics {
  return { rounds: 0, failures: 0, status: undefined, lastPlan: undefined, lastSeconds: 0 };
}

/** The metrics in Prometheus' text format. */
export function formatMetrics(metrics: WatchMetrics): string {
  const { rounds, failures, status, lastPlan, lastSeconds } = metrics;
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
    ...metric('rounds_total', 'counter', 'Rounds that were begun.', [
      `agent_monitor_rounds_total ${rounds}`
    ]),
    ...metric('failures_total', 'counter', 'Rounds that made no plan.', [
      `agent_monitor_failures_total ${failures}`
    ]),
    ...metric(
      'status',
      'gauge',
      'The status of the last plan: 1 for the one it has.',
      status === undefined
        ? []
        : PLAN_STATUSES.map(
            name => `agent_monitor_status{status="${name}"} ${name === status ? 1 : 0}`
          )
    ),
    ...metric(
      'last_plan_timestamp_seconds',
      'gauge',
      'When the last plan was made.',
      lastPlan === undefined ? [] : [`agent_monitor_last_plan_timestamp_seconds ${lastPlan}`]
    ),
    ...metric('round_seconds', 'gauge', 'How long the last round took.', [
      `agent_monitor_round_seconds ${lastSeconds}`
    ]),
    ''
  ].join('\n');
}
