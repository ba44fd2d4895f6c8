import type { IncomingMessage, ServerResponse } from 'node:http';

/** The pages that may read answers: their origins, or * for all. */
export type CorsOrigins = ReadonlySet<string>;

const ANY = '*';
/** How long a browser may remember the answer to a pre-flight request; browsers keep it for two hours at most. */
const MAX_AGE_S = 7200;

/** The headers of answers that a page may read, besides those that it always may. */
const EXPOSED_HEADERS = [
  'x-request-id',
  'x-trace-id',
  'retry-after',
  'inference-header-content-length',
  'accept-encoding',
  'www-authenticate'
].join(', ');

/** Let the page that sent a request read the answer, if it is one of `origins`. */
export function addCorsHeaders(
  origins: CorsOrigins,
  { headers }: IncomingMessage,
  response: ServerResponse
): void {
  const isOpen = origins.has(ANY);
  if (!isOpen) response.setHeader('vary', 'origin');
  const { origin } = headers;
  if (origin === undefined || !(isOpen || origins.has(origin))) return;
  response.setHeader('access-control-allow-origin', isOpen ? ANY : origin);
  // Browsers refuse credentials together with *.
  if (!isOpen) response.setHeader('access-control-allow-credentials', 'true');
  response.setHeader('access-control-expose-headers', EXPOSED_HEADERS);
}

/** Whether a browser asks if a page may send a request, and the page is allowed to. */
export function isAllowedPreflight(
  { method, headers }: IncomingMessage,
  response: ServerResponse
): boolean {
  return (
    method === 'OPTIONS' &&
    headers['access-control-request-method'] !== undefined &&
    response.hasHeader('access-control-allow-origin')
  );
}

/** A list of header names, as a pre-flight request has it. */
const HEADER_NAMES = /^[\w!#$%&'*+.^`|~-]+(?:\s*,\s*[\w!#$%&'*+.^`|~-]+)*$/;

/** Answer a pre-flight request: any header may be sent, because none of them stands for a user who is logged in. */
export function answerPreflight(
  { headers }: IncomingMessage,
  response: ServerResponse,
  methods: string
): void {
  const asked = headers['access-control-request-headers'] ?? '';
  response.setHeader('access-control-allow-methods', methods);
  if (HEADER_NAMES.test(asked)) response.setHeader('access-control-allow-headers', asked);
  response.setHeader('access-control-max-age', String(MAX_AGE_S));
  response.setHeader(
    'vary',
    'origin, access-control-request-method, access-control-request-headers'
  );
  response.statusCode = 204;
  response.end();
}

/** Read an origin as browsers send it, from a URL without a path; undefined if it is not one. */
export function readOrigin(text: string): string | undefined {
  if (text === ANY) return text;
  if (!URL.canParse(text)) return undefined;
  const { protocol, host, pathname, search, hash, username, password, origin } = new URL(text);
  const further = [pathname === '/' ? '' : pathname, search, hash, username, password].join('');
  if (host === '' || further !== '') return undefined;
  // The schemes of apps and extensions have no origin in URL.
  return origin === 'null' ? `${protocol}//${host}` : origin;
}
