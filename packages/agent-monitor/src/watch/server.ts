import type { Io } from '@espalier/cli';
import { type WatchOptions as RoundOptions, watch } from '@espalier/cli/watch';
import type { AgentMonitorOptions } from '../run.ts';
import { createMetrics, formatMetrics } from './metrics.ts';
import { createPlanning } from './planning.ts';

export type WatchOptions = AgentMonitorOptions & RoundOptions;

/** Plan round by round until a signal. Returns the exit code: 0 after SIGTERM, 130 after Ctrl-C. */
export async function watchPlans(options: WatchOptions, io: Io): Promise<number> {
  const metrics = createMetrics();
  return watch(options, io, createPlanning(options, io, metrics), metrics, () =>
    formatMetrics(metrics)
  );
}
