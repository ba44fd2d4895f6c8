import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { type Bundle, openBundle } from '@espalier/bundle';
import { type CommonOptions, type Io, styleOf } from '@espalier/cli';
import { EspalierError, isSystemError } from '@espalier/core';
import { createApp } from './app.ts';
import { createLog, type LogLevel } from './log.ts';
import { createMetrics } from './metrics.ts';
import { openModelSlot } from './model-slot.ts';

export interface ServeOptions extends CommonOptions {
  readonly bundle: string;
  readonly port: number;
  readonly host: string;
  readonly logLevel: LogLevel;
  readonly maxRows: number;
  readonly maxBodyBytes: number;
}

/** How long requests that are under way may take once the server stops. */
const DRAIN_MS = 10_000;
const REQUEST_TIMEOUT_MS = 30_000;

/** Serve a bundle until a signal ends it. Gives the exit code: 0 after SIGTERM. */
export async function serve(options: ServeOptions, io: Io): Promise<number> {
  const log = createLog(options.logLevel, io.now, line => {
    io.stdout.write(line);
  });
  const metrics = createMetrics();
  const source = { label: options.bundle, open: () => openBundle(options.bundle) };
  const model = await openModelSlot(source, checkContract);
  const adminToken = io.env['ESPALIER_ADMIN_TOKEN'] || undefined;
  let isStopping = false;
  const app = createApp({
    model,
    log,
    metrics,
    limits: options,
    adminToken,
    isStopping: () => isStopping,
    newId: randomUUID,
    elapsed: io.elapsed
  });
  const server = createServer(
    { requestTimeout: REQUEST_TIMEOUT_MS, headersTimeout: REQUEST_TIMEOUT_MS },
    app
  );
  const stopped = waitForSignal();
  const url = await listen(server, options);
  const failure = model.failure();
  if (failure === undefined) {
    const { name, version, family } = model.current().manifest;
    metrics.model(name, version, family, true);
    tellReady(`serving ${name} ${version} (${family}) on ${url}`, adminToken, io);
  } else tellReady(`up on ${url}, but not ready: ${failure.message}`, adminToken, io);
  if (options.json) io.stdout.write(`${JSON.stringify({ url, ready: failure === undefined })}\n`);
  const signal = await stopped;
  isStopping = true;
  log.info({ signal }, 'stopping');
  await drain(server);
  return signal === 'SIGTERM' ? 0 : 130;
}

function checkContract({ spec, manifest }: Bundle): void {
  const contract = spec.serve.contract ?? 'rows';
  if (contract !== 'rows')
    throw new EspalierError(
      'E_CONTRACT_UNAVAILABLE',
      `Cannot serve "${manifest.name}": its contract is "${contract}", this version has rows`,
      'Say serve: { contract: rows } in the dataset spec and train again'
    );
}

function waitForSignal(): Promise<'SIGTERM' | 'SIGINT'> {
  return new Promise(resolve => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const)
      process.once(signal, () => {
        resolve(signal);
      });
  });
}

async function listen(server: Server, { port, host }: ServeOptions): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', cause => {
      reject(portFailure(cause, port, host));
    });
    server.listen(port, host, resolve);
  });
  const { address, port: bound, family } = server.address() as AddressInfo;
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${bound}`;
}

function portFailure(cause: unknown, port: number, host: string): EspalierError {
  const reason = isSystemError(cause, 'EADDRINUSE')
    ? 'it is in use'
    : isSystemError(cause, 'EACCES')
      ? 'permission denied'
      : isSystemError(cause, 'ENOTFOUND', 'EADDRNOTAVAIL')
        ? 'this machine has no such address'
        : 'it cannot be opened';
  return new EspalierError(
    'E_PORT_UNAVAILABLE',
    `Cannot listen on ${host}:${port}: ${reason}`,
    'Choose another with --port or --host',
    { cause }
  );
}

function tellReady(text: string, adminToken: string | undefined, io: Io): void {
  const style = styleOf(io);
  if (adminToken === undefined)
    io.stderr.write(
      `${style.yellow('warning')}: ESPALIER_ADMIN_TOKEN is not set: whoever reaches this port may read /metrics and call /model/reload\n`
    );
  io.stderr.write(`${style.bold(text)}\n`);
}

/** No new connections; what is under way gets its time; then everything is closed. */
async function drain(server: Server): Promise<void> {
  const late = setTimeout(() => {
    server.closeAllConnections();
  }, DRAIN_MS);
  await new Promise<void>(resolve => {
    server.close(() => {
      resolve();
    });
    server.closeIdleConnections();
  });
  clearTimeout(late);
}
