import {
  createRoundMetrics,
  formatMetric,
  formatRoundMetrics,
  type RoundMetrics
} from '@espalier/cli/watch';
import { PLAN_STATUSES, type PlanStatus } from '@espalier/core/contracts';

/** Metrics of the agent itself. */
export interface WatchMetrics extends RoundMetrics {
  status: PlanStatus | undefined;
  /** Can it not be told how the model does: a round failed, or its plan says so? */
  isBlind: boolean;
}

export function createMetrics(): WatchMetrics {
  return { ...createRoundMetrics(), status: undefined, isBlind: false };
}

/** Format the metrics in the Prometheus text format. */
export function formatMetrics(metrics: WatchMetrics): string {
  const { status, isBlind } = metrics;
  return [
    ...formatRoundMetrics('agent_monitor', 'plan', metrics),
    ...formatMetric(
      'agent_monitor_status',
      'gauge',
      'Status of the last plan, at least warn after a failed round: 1 for the current one, 0 for the others.',
      status === undefined
        ? []
        : PLAN_STATUSES.map(name => [`{status="${name}"}`, Number(name === status)] as const)
    ),
    ...formatMetric(
      'agent_monitor_cannot_tell',
      'gauge',
      'Whether it cannot be told how the model does.',
      [['', Number(isBlind)]]
    ),
    ''
  ].join('\n');
}
