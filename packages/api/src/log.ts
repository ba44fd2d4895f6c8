import { pino } from 'pino';
import { redact } from './redact.ts';

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Structured lines; every text in them is redacted. */
export interface Log {
  readonly info: (fields: LogFields, message: string) => void;
  readonly warn: (fields: LogFields, message: string) => void;
  readonly error: (fields: LogFields, message: string) => void;
  /** The line of a request that is answered; its id is redacted already, the rest is ours. */
  readonly request: (
    requestId: string,
    method: string,
    route: string,
    status: number,
    milliseconds: number
  ) => void;
}

export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** JSON lines to `write`, one an event. */
export function createLog(level: LogLevel, now: () => Date, write: (line: string) => void): Log {
  const timestamp = createTimestamps(now);
  const logger = pino(
    {
      level,
      base: null,
      timestamp: () => `,"time":"${timestamp()}"`,
      formatters: { level: label => ({ level: label }) }
    },
    { write }
  );
  const tellsRequests = level === 'debug' || level === 'info';
  return {
    info: (fields, message) => {
      logger.info(redactFields(fields), redact(message));
    },
    warn: (fields, message) => {
      logger.warn(redactFields(fields), redact(message));
    },
    error: (fields, message) => {
      logger.error(redactFields(fields), redact(message));
    },
    // What pino would write, without the walk over the fields: there is one a request.
    request(requestId, method, route, status, milliseconds) {
      if (tellsRequests)
        write(
          `{"level":"info","time":"${timestamp()}","request_id":${JSON.stringify(requestId)},"method":"${method}","route":${JSON.stringify(route)},"status":${status},"latency_ms":${roundMs(milliseconds)},"msg":"request"}\n`
        );
    }
  };
}

/** The time in ISO 8601, written anew only when the millisecond is another one: many requests share it. */
export function createTimestamps(now: () => Date): () => string {
  let last = NaN;
  let text = '';
  return () => {
    const date = now();
    const time = date.getTime();
    if (time !== last) {
      last = time;
      text = date.toISOString();
    }
    return text;
  };
}

/** Milliseconds with three digits after the point. */
export function roundMs(milliseconds: number): number {
  return Math.round(milliseconds * 1000) / 1000;
}

function redactFields(fields: LogFields): LogFields {
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [
      key,
      typeof value === 'string' ? redact(value) : value
    ])
  );
}

/** Gathers lines and hands them on together, when the scheduled moment has come. */
export function createLineBuffer(
  write: (lines: string) => void,
  schedule: (flush: () => void) => void
): { readonly add: (line: string) => void; readonly flush: () => void } {
  let lines = '';
  const flush = (): void => {
    if (lines === '') return;
    const held = lines;
    lines = '';
    write(held);
  };
  return {
    add(line) {
      if (lines === '') schedule(flush);
      lines += line;
    },
    flush
  };
}
