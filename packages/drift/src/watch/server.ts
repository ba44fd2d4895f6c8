import type { Io } from '@espalier/cli';
import { createRoundMetrics, watch, type WatchOptions } from '@espalier/cli/watch';
import { type ComparingOptions, createComparing } from './comparing.ts';

export type DriftWatchOptions = ComparingOptions & WatchOptions;

/** Compare round by round until a signal. Returns the exit code: 0 after SIGTERM, 130 after Ctrl-C. */
export async function watchDrift(options: DriftWatchOptions, io: Io): Promise<number> {
  const metrics = createRoundMetrics();
  const comparing = createComparing(options, io);
  return watch(options, io, comparing, metrics, () => comparing.format(metrics));
}
