import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { EspalierError, isSystemError } from '@espalier/core';
import type { Dispatch } from '../dispatch.ts';
import { type AnswerStray, answerWireError } from './wire-errors.ts';

/** Connections on which nothing moves within a request for longer are closed. */
const IDLE_MS = 120_000;
const CHECK_MS = 1000;
/** Time limit for requests in progress when the server stops. */
const DRAIN_MS = 10_000;

export interface HttpServerOptions {
  readonly requestTimeoutMs: number;
  /** Connections without a request for longer are closed. */
  readonly keepAliveMs: number;
  readonly answerStray: AnswerStray;
}

export function createHttpServer(
  dispatch: Dispatch,
  { requestTimeoutMs, keepAliveMs, answerStray }: HttpServerOptions
): Server {
  const server = createServer(
    {
      requestTimeout: requestTimeoutMs,
      headersTimeout: Math.min(requestTimeoutMs, 10_000),
      keepAliveTimeout: keepAliveMs,
      connectionsCheckingInterval: Math.min(CHECK_MS, requestTimeoutMs),
      // A missing host is answered by the dispatch, like any other error.
      requireHostHeader: false
    },
    dispatch
  );
  server.setTimeout(IDLE_MS);
  server.on('checkExpectation', (request: IncomingMessage, response: ServerResponse) => {
    dispatch(request, response, unknownExpectation());
  });
  server.on('clientError', (error, socket) => {
    answerWireError(error, socket, answerStray);
  });
  return server;
}

function unknownExpectation(): EspalierError {
  return new EspalierError(
    'E_EXPECTATION_UNKNOWN',
    'Cannot meet the expectation of the request',
    'Send expect: 100-continue, or no such header'
  );
}

export async function listen(server: Server, port: number, host: string): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', cause => {
      reject(portFailure(cause, port, host));
    });
    server.listen(port, host, resolve);
  });
  const { address, port: bound } = server.address() as AddressInfo;
  return urlOf(address, bound);
}

export function urlOf(address: string, port: number): string {
  return `http://${address.includes(':') ? `[${address}]` : address}:${port}`;
}

function portFailure(cause: unknown, port: number, host: string): EspalierError {
  const reason = isSystemError(cause, 'EADDRINUSE')
    ? 'the port is in use'
    : isSystemError(cause, 'EACCES')
      ? 'permission denied'
      : isSystemError(cause, 'ENOTFOUND', 'EADDRNOTAVAIL')
        ? 'this machine has no such address'
        : 'the port cannot be opened';
  return new EspalierError(
    'E_PORT_UNAVAILABLE',
    `Cannot listen on ${host}:${port}: ${reason}`,
    'Choose a different port or address with --port or --host',
    { cause }
  );
}

/** Stop accepting connections, wait for requests in progress, then close everything. */
export async function drain(server: Server): Promise<void> {
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

export type EndSignal = 'SIGTERM' | 'SIGINT';

export function waitForSignal(): Promise<EndSignal> {
  return new Promise(resolve => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const)
      process.once(signal, () => {
        resolve(signal);
      });
  });
}
