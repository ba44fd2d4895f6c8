import { type IncomingMessage, type ServerResponse } from 'node:http';

/** A request on its way to its answer, whichever way it takes. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Milliseconds of the server's clock. */
  readonly started: number;
  /** What follows the question mark. */
  readonly query: string;
  requestId: string;
  /** The template of the route that took it. */
  route: string;
  /** Its endpoint tells the log and the metrics of it. */
  isPrediction?: boolean;
}

const exchanges = new WeakMap<IncomingMessage, Exchange>();

/** For those who get the request alone: the handlers of Express. */
export function rememberExchange(exchange: Exchange): void {
  exchanges.set(exchange.request, exchange);
}

export function exchangeOf(request: IncomingMessage): Exchange {
  const exchange = exchanges.get(request);
  if (exchange === undefined) throw new RangeError('Cannot find the exchange of a request');
  return exchange;
}

/** What every answer carries. No page of ours needs a script, or anything from elsewhere. */
export const SECURITY_HEADERS: readonly (readonly [string, string])[] = [
  ['x-content-type-options', 'nosniff'],
  ['cache-control', 'no-store'],
  ['content-security-policy', "default-src 'none'; frame-ancestors 'none'"]
];

const FLAT_HEADERS: readonly string[] = SECURITY_HEADERS.flat();
export const JSON_TYPE = 'application/json; charset=utf-8';

/** Answer with bytes of JSON, headers and all in one go. */
export function sendJson(
  { response, requestId }: Exchange,
  status: number,
  json: string,
  further: readonly string[] = []
): void {
  response.writeHead(status, [
    'x-request-id',
    requestId,
    'content-type',
    JSON_TYPE,
    'content-length',
    String(Buffer.byteLength(json)),
    ...FLAT_HEADERS,
    ...further
  ]);
  response.end(json);
}
