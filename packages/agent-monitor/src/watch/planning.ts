import type { Io } from '@espalier/cli';
import type { Work } from '@espalier/cli/watch';
import { type Memory, NO_MEMORY } from '../observe/observe.ts';
import { type AgentMonitorOptions, runOnce } from '../run.ts';
import type { WatchMetrics } from './metrics.ts';

/** A plan a round. */
export function createPlanning(options: AgentMonitorOptions, io: Io, metrics: WatchMetrics): Work {
  let memory: Memory = NO_MEMORY;
  return {
    product: 'plan',
    async round(signal) {
      const made = await runOnce(options, io, memory, signal);
      memory = made.memory;
      metrics.status = made.plan.status;
      metrics.isBlind = made.isBlind;
    },
    failed() {
      // A round without a plan tells nothing about the model: it may no longer be healthy.
      metrics.isBlind = true;
      if (metrics.status !== 'critical') metrics.status = 'warn';
    }
  };
}
