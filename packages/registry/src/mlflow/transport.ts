import { failureOf, readRefusal, unreachable } from './failures.ts';
import { SYSTEM, type System } from './system.ts';

/** How to reach an MLflow server. */
export interface MlflowServer {
  /** Its address, with any path that it lies below: https://host/mlflow. */
  readonly url: string;
  /** The value of the header authorization. */
  readonly authorization?: string | undefined;
  /** Milliseconds for one attempt; default 30,000. */
  readonly timeoutMs?: number;
  /** Attempts after the first; default 4. */
  readonly retries?: number;
  /** Stand-ins, for tests. */
  readonly system?: Partial<System>;
}

export interface Send {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE' | 'PUT';
  /** Below the address of the server. */
  readonly path: string;
  readonly query?: URLSearchParams;
  /** JSON, unless `type` says otherwise. */
  readonly body?: string | Uint8Array<ArrayBuffer>;
  readonly type?: string;
  /** Completes "Cannot ..." in errors. */
  readonly doing: string;
  /** May it be sent again although the server may have done it already? */
  readonly isRepeatable: boolean;
}

/** Sends requests to one server, again and again where that can help. */
export type Transport = (request: Send) => Promise<Uint8Array>;

const TIMEOUT_MS = 30_000;
const RETRIES = 4;
/** Wait so long before the second attempt, then twice as long each time. */
const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 10_000;
/** Statuses of a server that may answer otherwise soon. */
const PASSING = new Set([408, 425, 429, 500, 502, 503, 504]);
/** The server did nothing: the request may be sent again, whatever it is. */
const UNTOUCHED = new Set([425, 429, 503]);
/** Faults before anything was sent. */
const UNSENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT']);

/**
 * Create the transport to a server: 5xx, 429 and faults of the connection are tried again with growing waits, as the server
 * asks by retry-after. Errors: E_REGISTRY_*.
 */
export function createTransport(server: MlflowServer): Transport {
  const base = server.url.replace(/\/+$/, '');
  const shown = shownHost(base);
  const system = { ...SYSTEM, ...server.system };
  const retries = server.retries ?? RETRIES;
  return async request => {
    for (let attempt = 0; ; ++attempt) {
      const isLast = attempt >= retries;
      const backOff =
        Math.min(FIRST_WAIT_MS * 2 ** attempt, LONGEST_WAIT_MS) * (0.5 + system.random() / 2);
      let answer: Response;
      let body: Uint8Array;
      try {
        answer = await send(server, system, base, request);
        body = new Uint8Array(await answer.arrayBuffer());
      } catch (cause) {
        if (isLast || !(request.isRepeatable || UNSENT.has(causeCode(cause))))
          throw unreachable(request.doing, shown, cause);
        await system.sleep(backOff);
        continue;
      }
      if (answer.ok) return body;
      const mayRepeat = request.isRepeatable || UNTOUCHED.has(answer.status);
      if (isLast || !mayRepeat || !PASSING.has(answer.status))
        throw failureOf(
          request.doing,
          shown,
          readRefusal(answer.status, new TextDecoder().decode(body))
        );
      await system.sleep(retryAfterMs(answer, system.now()) ?? backOff);
    }
  };
}

function send(
  server: MlflowServer,
  system: System,
  base: string,
  request: Send
): Promise<Response> {
  const { method, path, query, body, type = 'application/json' } = request;
  const search = query === undefined ? '' : `?${query.toString()}`;
  return system.fetch(`${base}${path}${search}`, {
    method,
    headers: {
      accept: 'application/json, */*',
      ...(body === undefined ? {} : { 'content-type': type }),
      ...(server.authorization === undefined ? {} : { authorization: server.authorization })
    },
    ...(body === undefined ? {} : { body }),
    // A login page is not an answer.
    redirect: 'error',
    signal: AbortSignal.timeout(server.timeoutMs ?? TIMEOUT_MS)
  });
}

/** The address without user, password and query. */
export function shownHost(url: string): string {
  try {
    const { protocol, host, pathname } = new URL(url);
    return `${protocol}//${host}${pathname.replace(/\/+$/, '')}`;
  } catch {
    return 'the MLflow server';
  }
}

function causeCode(error: unknown): string {
  const cause =
    error instanceof Error ? (error.cause as { code?: unknown } | undefined) : undefined;
  return typeof cause?.code === 'string' ? cause.code : '';
}

/** The wait that a server asks for, in seconds or until a date. */
function retryAfterMs(answer: Response, now: number): number | undefined {
  const value = answer.headers.get('retry-after');
  if (value === null) return undefined;
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now;
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), LONGEST_WAIT_MS) : undefined;
}
