import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { EspalierError, isSystemError, randomSeeded } from '@espalier/core';
import type { Io } from '../io.ts';
import { type RoundMetrics, runRounds, type Work } from './rounds.ts';

export interface WatchOptions {
  /** Seconds. */
  readonly every: number;
  readonly port?: number;
  readonly host: string;
}

/** Work round by round until a signal. Returns the exit code: 0 after SIGTERM, 130 after Ctrl-C. */
export async function watch(
  options: WatchOptions,
  io: Io,
  work: Work,
  metrics: RoundMetrics,
  formatMetrics: () => string
): Promise<number> {
  const stop = new AbortController();
  let exitCode = 0;
  const onTerm = (): void => {
    stop.abort();
  };
  const onInterrupt = (): void => {
    exitCode = 130;
    stop.abort();
  };
  const server =
    options.port === undefined ? undefined : await serveMetrics(options, formatMetrics, io);
  process.once('SIGTERM', onTerm);
  process.once('SIGINT', onInterrupt);
  io.stderr.write(`Watching every ${options.every} s\n`);
  try {
    await runRounds(work, io, {
      everySeconds: options.every,
      random: randomSeeded(process.pid, Date.now()),
      wait: (milliseconds, signal) =>
        sleep(milliseconds, undefined, { signal }).catch(() => undefined),
      signal: stop.signal,
      metrics
    });
  } finally {
    process.off('SIGTERM', onTerm);
    process.off('SIGINT', onInterrupt);
    server?.close();
    server?.closeAllConnections();
  }
  io.stderr.write(`Stopped after ${metrics.rounds} rounds, ${metrics.failures} failed\n`);
  return exitCode;
}

async function serveMetrics(
  { port = 0, host }: WatchOptions,
  formatMetrics: () => string,
  io: Io
): Promise<Server> {
  const server = createServer((request, response) => {
    const path = request.url?.split('?')[0];
    if (path === '/metrics')
      response.setHeader('content-type', 'text/plain; version=0.0.4').end(formatMetrics());
    else if (path === '/healthz') response.end('ok\n');
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  }).catch((cause: unknown) => {
    throw new EspalierError(
      'E_PORT_UNAVAILABLE',
      `Cannot listen on ${host}:${port}${isSystemError(cause, 'EADDRINUSE') ? ': the port is in use' : ''}`,
      'Choose another one with --port or --host',
      { cause }
    );
  });
  const { port: chosen } = server.address() as AddressInfo;
  io.stderr.write(`Serving metrics on http://${host}:${chosen}/metrics\n`);
  return server;
}
