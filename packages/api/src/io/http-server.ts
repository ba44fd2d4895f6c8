import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { EspalierError, isSystemError } from '@espalier/core';
import { errorBody } from '../errors/error-body.ts';
import { newUuid } from './crypto.ts';

/** Longer than the idle timeout of common load balancers, so that they close first. */
const KEEP_ALIVE_MS = 65_000;
/** Connections idle for longer are closed. */
const IDLE_MS = 120_000;
const CHECK_MS = 1000;
/** Time limit for requests in progress when the server stops. */
const DRAIN_MS = 10_000;

export function createHttpServer(
  dispatch: (request: IncomingMessage, response: ServerResponse) => void,
  requestTimeoutMs: number,
  refused: (status: number) => void
): Server {
  const server = createServer(
    {
      requestTimeout: requestTimeoutMs,
      headersTimeout: Math.min(requestTimeoutMs, 10_000),
      keepAliveTimeout: KEEP_ALIVE_MS,
      connectionsCheckingInterval: Math.min(CHECK_MS, requestTimeoutMs)
    },
    dispatch
  );
  server.setTimeout(IDLE_MS);
  server.on('clientError', (error, socket) => {
    refuse(error, socket, refused);
  });
  return server;
}

/** Answer malformed requests in the shape of all errors. */
function refuse(error: unknown, socket: Duplex, refused: (status: number) => void): void {
  if (!socket.writable || isSystemError(error, 'ECONNRESET', 'EPIPE')) {
    socket.destroy();
    return;
  }
  const failure = isSystemError(error, 'ERR_HTTP_REQUEST_TIMEOUT')
    ? new EspalierError(
        'E_REQUEST_TIMEOUT',
        'Cannot read the request: it did not arrive in time',
        'Send the whole request at once'
      )
    : isSystemError(error, 'HPE_HEADER_OVERFLOW')
      ? new EspalierError(
          'E_HEADERS_TOO_LARGE',
          'Cannot read the request: its headers are too large',
          'Send fewer or shorter headers'
        )
      : new EspalierError(
          'E_BODY_MALFORMED',
          'Cannot read the request: it is not valid HTTP',
          'Send an HTTP/1.1 request'
        );
  const requestId = newUuid();
  const body = JSON.stringify(errorBody(failure, requestId));
  refused(failure.status);
  socket.end(
    `HTTP/1.1 ${failure.status} ${STATUS_TEXTS[failure.status] ?? ''}\r\nx-request-id: ${requestId}\r\ncontent-type: application/json; charset=utf-8\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`
  );
}

const STATUS_TEXTS: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  408: 'Request Timeout',
  431: 'Request Header Fields Too Large'
};

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
