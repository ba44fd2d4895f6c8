import type { IncomingMessage, ServerResponse } from 'node:http';
import type { EspalierError } from '@espalier/core';
import type { FormatError } from './contracts/contract.ts';
import type { RequestSpan } from './tracing.ts';

/** A request with its response, and what is known about them so far. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Milliseconds of the monotonic clock. */
  readonly started: number;
  /** The query string, without the question mark. */
  readonly query: string;
  /** As it is shown: in the answer, its headers, the log and the audit log. */
  requestId: string;
  /** As the caller gave it, for what must not depend on redaction. Never shown. */
  readonly givenId: string;
  /** The trace that the request belongs to, if its headers or a tracer name one. */
  traceId: string | undefined;
  /** Its span, if an SDK of OpenTelemetry is registered. */
  span?: RequestSpan;
  /** The template of its route. */
  route: string;
  /** Formats errors as the route's protocol does. */
  formatError: FormatError;
  /** Logged and counted by its prediction handler. */
  isPrediction?: boolean;
  /** Why the request must be refused whatever its route. */
  readonly refusal: EspalierError | undefined;
  /** Ends the request while its body is being read, because the rest will not come. */
  interrupt?: ((failure: EspalierError) => void) | undefined;
}

const exchanges = new WeakMap<IncomingMessage, Exchange>();
const latest = new WeakMap<object, Exchange>();

/** Remember the latest exchange of a connection, for errors that only name the connection. */
export function enterConnection(exchange: Exchange): void {
  latest.set(exchange.request.socket, exchange);
}

export function latestExchange(connection: object): Exchange | undefined {
  return latest.get(connection);
}

/** Make the exchange available to Express handlers, which only get the request. */
export function rememberExchange(exchange: Exchange): void {
  exchanges.set(exchange.request, exchange);
}

export function exchangeOf(request: IncomingMessage): Exchange {
  const exchange = exchanges.get(request);
  if (exchange === undefined) throw new RangeError('Cannot find the exchange of a request');
  return exchange;
}

/** The headers of every response. The /docs page has a policy of its own. */
export const SECURITY_HEADERS: readonly (readonly [string, string])[] = [
  ['x-content-type-options', 'nosniff'],
  ['cache-control', 'no-store'],
  ['content-security-policy', "default-src 'none'; frame-ancestors 'none'"]
];

/** Ends the connection after the response. */
export const CLOSE: readonly string[] = ['connection', 'close'];

const FLAT_HEADERS: readonly string[] = SECURITY_HEADERS.flat();
const NO_TRACE: readonly string[] = [];
export const JSON_TYPE = 'application/json; charset=utf-8';

/** The headers that say what a JSON body is. */
export const JSON_HEADERS: readonly string[] = ['content-type', JSON_TYPE];

/** Send a body, with its headers in a single write. `described` are the headers that describe it. */
export function sendBody(
  { response, requestId, traceId }: Exchange,
  status: number,
  body: string | Uint8Array,
  described: readonly string[] = JSON_HEADERS,
  further: readonly string[] = []
): void {
  response.writeHead(status, [
    'x-request-id',
    requestId,
    ...(traceId === undefined ? NO_TRACE : ['x-trace-id', traceId]),
    ...described,
    'content-length',
    String(typeof body === 'string' ? Buffer.byteLength(body) : body.length),
    ...FLAT_HEADERS,
    ...further
  ]);
  response.end(body);
}
