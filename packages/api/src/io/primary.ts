import cluster, { type Worker } from 'node:cluster';
import type { Clock } from '../app-deps.ts';
import { relayMessages } from './fleet.ts';
import { type EndSignal, urlOf } from './http-server.ts';

/** A worker that ran for longer is restarted without a pause. */
const SETTLED_MS = 2000;
const MAX_PAUSE_MS = 5000;

/** Environment variable of a worker that replaces one that exited. */
export const REPLACES = 'ESPALIER_REPLACES_WORKER';

export interface PrimaryEvents {
  /** All workers are listening. */
  readonly ready: (url: string) => void;
  readonly replaced: (pid: number | undefined) => void;
}

/** Run `numWorkers` workers, restarting any that exit, with these variables in their environment; stops them on a signal. Returns the exit code. */
export async function runPrimary(
  numWorkers: number,
  workerEnv: Readonly<Record<string, string>>,
  ended: Promise<EndSignal>,
  { now, elapsed }: Pick<Clock, 'now' | 'elapsed'>,
  { ready, replaced }: PrimaryEvents
): Promise<number> {
  // Workers accept connections themselves: a connection passed to a dying worker would be lost.
  cluster.schedulingPolicy = cluster.SCHED_NONE;
  const alive = (): Worker[] => Object.values(cluster.workers ?? {}).filter(w => w !== undefined);
  const attach = relayMessages(alive, now);
  let isStopping = false;
  let numListening = 0;
  let pause = 0;
  let isReady = false;
  const failed = new Promise<number>(resolve => {
    const fork = (): void => {
      const worker = cluster.fork({ ...workerEnv, ...(isReady ? { [REPLACES]: '1' } : {}) });
      const started = elapsed();
      attach(worker);
      worker.on('listening', ({ address, port }) => {
        if (++numListening < numWorkers || isReady) return;
        isReady = true;
        ready(urlOf(address, port));
      });
      worker.on('exit', code => {
        if (isStopping) return;
        // A worker that fails at the first start would fail again.
        if (!isReady) {
          resolve(code === 0 ? 1 : code);
          return;
        }
        pause = elapsed() - started > SETTLED_MS ? 0 : Math.min(MAX_PAUSE_MS, 2 * pause + 50);
        setTimeout(() => {
          if (isStopping) return;
          fork();
          replaced(worker.process.pid);
        }, pause);
      });
    };
    for (let i = 0; i < numWorkers; ++i) fork();
  });
  const outcome = await Promise.race([ended, failed]);
  isStopping = true;
  const gone = alive().map(
    worker =>
      new Promise<void>(resolve => {
        worker.once('exit', () => {
          resolve();
        });
        worker.process.kill(outcome === 'SIGINT' ? 'SIGINT' : 'SIGTERM');
      })
  );
  await Promise.all(gone);
  if (typeof outcome === 'number') return outcome;
  return outcome === 'SIGTERM' ? 0 : 130;
}
