import cluster, { type Worker } from 'node:cluster';
import { relayMessages } from './fleet.ts';
import { type EndSignal, urlOf } from './http-server.ts';

/** A worker that lived so long had started well. */
const SETTLED_MS = 2000;
const MAX_PAUSE_MS = 5000;

export interface PrimaryEvents {
  /** All workers take requests. */
  readonly ready: (url: string) => void;
  readonly replaced: (pid: number | undefined) => void;
}

/** Run so many workers, replace those that die, end them with this process. Gives the exit code. */
export async function runPrimary(
  numWorkers: number,
  ended: Promise<EndSignal>,
  elapsed: () => number,
  { ready, replaced }: PrimaryEvents
): Promise<number> {
  // Workers take connections themselves: one that this process hands over is lost when the worker dies meanwhile.
  cluster.schedulingPolicy = cluster.SCHED_NONE;
  const alive = (): Worker[] => Object.values(cluster.workers ?? {}).filter(w => w !== undefined);
  const attach = relayMessages(alive);
  let isStopping = false;
  let numListening = 0;
  let pause = 0;
  let isReady = false;
  const failed = new Promise<number>(resolve => {
    const fork = (): void => {
      const worker = cluster.fork();
      const started = elapsed();
      attach(worker);
      worker.on('listening', ({ address, port }) => {
        if (++numListening < numWorkers || isReady) return;
        isReady = true;
        ready(urlOf(address, port));
      });
      worker.on('exit', code => {
        if (isStopping) return;
        // One that cannot even start would not start again either.
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
