import { pino } from 'pino';
import { redact } from './redact/redact.ts';
import type { LogLevel } from './serve-options.ts';

/** Structured log; every string is redacted. */
export interface Log {
  readonly info: (fields: LogFields, message: string) => void;
  readonly warn: (fields: LogFields, message: string) => void;
  readonly error: (fields: LogFields, message: string) => void;
  /** Log an answered request. Its id must be redacted already. */
  readonly request: (
    requestId: string,
    method: string,
    route: string,
    status: number,
    milliseconds: number,
    traceId?: string
  ) => void;
}

export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** Create a log that writes one JSON line for each event. */
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
  const logsRequests = level === 'debug' || level === 'info';
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
    // The same line as pino's, built directly because there is one for each request.
    request(requestId, method, route, status, milliseconds, traceId) {
      if (!logsRequests) return;
      const trace = traceId === undefined ? '' : `,"trace_id":${JSON.stringify(traceId)}`;
      write(
        `{"level":"info","time":"${timestamp()}","request_id":${JSON.stringify(requestId)}${trace},"method":"${method}","route":${JSON.stringify(route)},"status":${status},"latency_ms":${roundMs(milliseconds)},"msg":"request"}\n`
      );
    }
  };
}

/** Create a function that returns the time in ISO 8601, formatted once for each millisecond. */
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

/** Round to three decimal places. */
export function roundMs(milliseconds: number): number {
  return Math.round(milliseconds * 1000) / 1000;
}

function redactFields(fields: LogFields): LogFields {
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [
      key,
      // Models are named by whoever serves them.
      typeof value === 'string' && key !== 'model' && key !== 'version' ? redact(value) : value
    ])
  );
}

/** Create a buffer that collects lines and writes them together when the scheduled flush runs. */
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
