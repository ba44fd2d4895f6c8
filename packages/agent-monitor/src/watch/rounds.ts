import { type Io, styleOf } from '@espalier/cli';
import { EspalierError, formatProblem, type Random } from '@espalier/core';
import { type Memory, NO_MEMORY } from '../observe/observe.ts';
import { type AgentMonitorOptions, runOnce } from '../run.ts';
import type { WatchMetrics } from './metrics.ts';

/** Random share by which a wait is shorter or longer, so that many agents do not ask at once. */
const JITTER = 0.1;

/** Milliseconds until the next round. */
export function computeWait(everySeconds: number, random: Random): number {
  return 1000 * everySeconds * (1 - JITTER + 2 * JITTER * random());
}

export interface Rounds {
  readonly everySeconds: number;
  readonly random: Random;
  /** Waits for a time or until the signal. */
  readonly wait: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  readonly signal: AbortSignal;
  readonly metrics: WatchMetrics;
}

/** Run rounds until the signal, finishing the current one. A failed round is printed and counted. */
export async function runRounds(
  options: AgentMonitorOptions,
  io: Io,
  { everySeconds, random, wait, signal, metrics }: Rounds
): Promise<void> {
  let memory: Memory = NO_MEMORY;
  const isStopped = (): boolean => signal.aborted;
  while (!isStopped()) {
    const start = io.elapsed();
    ++metrics.rounds;
    try {
      const round = await runOnce(options, io, memory, signal);
      memory = round.memory;
      metrics.status = round.plan.status;
      metrics.isBlind = round.isBlind;
      metrics.lastPlan = io.now().getTime() / 1000;
    } catch (error) {
      ++metrics.failures;
      // A round without a plan says nothing of the model: what was healthy may not be.
      metrics.isBlind = true;
      if (metrics.status !== 'critical') metrics.status = 'warn';
      printFailure(error, io);
    }
    metrics.lastSeconds = (io.elapsed() - start) / 1000;
    if (!isStopped()) await wait(computeWait(everySeconds, random), signal);
  }
}

/** Print a failure of a source; rethrow wrong usage and programming errors. */
function printFailure(error: unknown, io: Io): void {
  if (!(error instanceof EspalierError) || error.code === 'E_USAGE') throw error;
  io.stderr.write(`${styleOf(io).red(error.code)}: ${error.message}\n`);
  for (const problem of error.details.slice(0, 5)) io.stderr.write(`  ${formatProblem(problem)}\n`);
  io.stderr.write('  No plan this round; the next one will try again\n');
}
