import { EspalierError } from '../errors.ts';

export interface FetchOptions {
  /** Sent as a bearer token. */
  readonly token?: string | undefined;
  readonly method?: 'GET' | 'POST';
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly timeoutMs: number;
  /** Ends the request early. */
  readonly signal?: AbortSignal;
}

const MAX_BYTES = 64 << 20;

/**
 * Fetch the body of an HTTP response as text. Messages show the URL without query, user and password, and nothing of the
 * response. Errors: E_SOURCE_UNAVAILABLE.
 */
export async function fetchText(url: string, options: FetchOptions): Promise<string> {
  const { token, method = 'GET', body, timeoutMs, signal } = options;
  const timeout = AbortSignal.timeout(timeoutMs);
  let response: Response;
  try {
    response = await fetch(url, {
      method,
      // A redirect would take the token elsewhere.
      redirect: 'error',
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' })
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: signal === undefined ? timeout : AbortSignal.any([timeout, signal])
    });
    if (!response.ok) {
      await response.body?.cancel();
      throw refused(url, response.status);
    }
    return await readLimited(url, response);
  } catch (cause) {
    if (cause instanceof EspalierError) throw cause;
    const why = timeout.aborted ? `no answer within ${timeoutMs} ms` : 'no connection';
    throw unavailable(url, why, 'Check the URL, and that the server is running', cause);
  }
}

async function readLimited(url: string, response: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of response.body ?? []) {
    const bytes = part as Uint8Array;
    size += bytes.length;
    if (size > MAX_BYTES)
      throw unavailable(url, 'the response is too large', 'Check the URL', undefined);
    parts.push(bytes);
  }
  return Buffer.concat(parts).toString('utf8');
}

function refused(url: string, status: number): EspalierError {
  const hint =
    status === 401 || status === 403
      ? 'Set ESPALIER_ADMIN_TOKEN to the token of the server'
      : status === 400
        ? 'Check the query of the URL: a window is ?since=24h, of at most 35d'
        : 'Check the URL, and that this version of the server has the route';
  return unavailable(url, `the server answered ${status}`, hint, undefined);
}

function unavailable(url: string, why: string, hint: string, cause: unknown): EspalierError {
  return new EspalierError(
    'E_SOURCE_UNAVAILABLE',
    `Cannot read "${shownUrl(url)}": ${why}`,
    hint,
    cause === undefined ? {} : { cause }
  );
}

/** A URL without the parts that may hold a secret. */
export function shownUrl(url: string): string {
  try {
    const { origin, pathname } = new URL(url);
    return `${origin}${pathname}`;
  } catch {
    return 'the address';
  }
}

/** Is this a URL rather than a path? */
export function isUrl(text: string): boolean {
  return /^https?:\/\//i.test(text);
}
