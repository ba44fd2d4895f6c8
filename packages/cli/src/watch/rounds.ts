import { EspalierError, formatProblem, type Random } from '@espalier/core';
import type { Io } from '../io.ts';
import { styleOf } from '../style.ts';

/** Random share by which a wait is shorter or longer, so that many watchers do not ask at once. */
const JITTER = 0.1;

/** Milliseconds until the next round. */
export function computeWait(everySeconds: number, random: Random): number {
  return 1000 * everySeconds * (1 - JITTER + 2 * JITTER * random());
}

/** Work done round by round. */
export interface Work {
  /** What a round makes, as in "No plan this round". */
  readonly product: string;
  readonly round: (signal: AbortSignal) => Promise<void>;
  /** A round failed. */
  readonly failed?: () => void;
}

export interface RoundMetrics {
  rounds: number;
  failures: number;
  /** Unix time of the end of the last round that succeeded, in seconds. */
  lastSuccess: number | undefined;
  /** Duration of the last round in seconds. */
  lastSeconds: number;
}

export function createRoundMetrics(): RoundMetrics {
  return { rounds: 0, failures: 0, lastSuccess: undefined, lastSeconds: 0 };
}

export interface Rounds {
  readonly everySeconds: number;
  readonly random: Random;
  /** Waits for a time or until the signal. */
  readonly wait: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  readonly signal: AbortSignal;
  readonly metrics: RoundMetrics;
}

/** Run rounds until the signal, finishing the current one. A failed round is printed and counted. */
export async function runRounds(
  work: Work,
  io: Io,
  { everySeconds, random, wait, signal, metrics }: Rounds
): Promise<void> {
  const isStopped = (): boolean => signal.aborted;
  while (!isStopped()) {
    const start = io.elapsed();
    ++metrics.rounds;
    try {
      await work.round(signal);
      metrics.lastSuccess = io.now().getTime() / 1000;
    } catch (error) {
      ++metrics.failures;
      work.failed?.();
      printFailure(error, work.product, io);
    }
    metrics.lastSeconds = (io.elapsed() - start) / 1000;
    if (!isStopped()) await wait(computeWait(everySeconds, random), signal);
  }
}

/** Print a failure of a source; rethrow wrong usage and programming errors. */
function printFailure(error: unknown, product: string, io: Io): void {
  if (!(error instanceof EspalierError) || error.code === 'E_USAGE') throw error;
  io.stderr.write(`${styleOf(io).red(error.code)}: ${error.message}\n`);
  for (const problem of error.details.slice(0, 5)) io.stderr.write(`  ${formatProblem(problem)}\n`);
  io.stderr.write(`  No ${product} this round; the next one will try again\n`);
}
