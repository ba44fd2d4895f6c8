import { pino } from 'pino';
import { redact } from './redact.ts';

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Structured lines; every text in them is redacted. */
export interface Log {
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  error(fields: LogFields, message: string): void;
}

export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** JSON lines to `write`, one an event. */
export function createLog(level: LogLevel, now: () => Date, write: (line: string) => void): Log {
  const logger = pino(
    {
      level,
      base: null,
      timestamp: () => `,"time":"${now().toISOString()}"`,
      formatters: { level: label => ({ level: label }) }
    },
    { write }
  );
  return {
    info: (fields, message) => {
      logger.info(redactFields(fields), redact(message));
    },
    warn: (fields, message) => {
      logger.warn(redactFields(fields), redact(message));
    },
    error: (fields, message) => {
      logger.error(redactFields(fields), redact(message));
    }
  };
}

function redactFields(fields: LogFields): LogFields {
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [
      key,
      typeof value === 'string' ? redact(value) : value
    ])
  );
}
