import { z } from 'zod';
import { parseTime } from '../parse-time.ts';

/** The fields of an audit record that tell how a server does. */
const recordSchema = z.looseObject({
  timestamp: z.string(),
  status: z.enum(['success', 'blocked', 'error']),
  latency_ms: z.number().min(0),
  model: z.string().nullish(),
  model_version: z.string().nullish()
});

/** A request for predictions, as the audit log has it. */
export interface AuditLine {
  /** Microseconds since 1970. */
  readonly time: number;
  /** Blocked requests are not errors. */
  readonly isError: boolean;
  readonly latencyMs: number;
  readonly model: string | undefined;
  readonly version: string | undefined;
}

/** Read a line of an audit log; undefined if it is not a record. */
export function readAuditLine(line: string): AuditLine | undefined {
  const record = parseRecord(line);
  const time = record === undefined ? undefined : parseTime(record.timestamp);
  if (record === undefined || time === undefined) return undefined;
  return {
    time,
    isError: record.status === 'error',
    latencyMs: record.latency_ms,
    model: record.model ?? undefined,
    version: record.model_version ?? undefined
  };
}

function parseRecord(line: string): z.infer<typeof recordSchema> | undefined {
  try {
    return recordSchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}
