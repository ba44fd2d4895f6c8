import { parseServerMetrics, percentile95 } from '@espalier/core';
import { readAuditLine } from '@espalier/core/contracts';
import { fetchText, findRotated, readLines } from '@espalier/core/files';

/** How the server did; null where nothing tells. */
export interface Operation {
  readonly latency_p95_ms: number | null;
  readonly error_rate: number | null;
  /** For people: where the figures come from, or why there are none. */
  readonly source: string;
}

export interface OperationOptions {
  readonly audit: string | undefined;
  readonly server: string | undefined;
  /** Sent to the server. */
  readonly token: string | undefined;
  readonly model: { readonly name: string; readonly version: string };
  /** The window, in milliseconds since 1970; null: open. */
  readonly from: number | null;
  readonly to: number | null;
}

const TIMEOUT_MS = 30_000;

/** Latency and errors from the audit log within the window, or from a running server. Errors: E_FILE_*, E_SOURCE_UNAVAILABLE. */
export async function readOperation(options: OperationOptions): Promise<Operation> {
  if (options.audit !== undefined) return readAudit(options.audit, options);
  if (options.server !== undefined) return readServer(options.server, options.token);
  return none('neither --audit nor --server is given');
}

function none(source: string): Operation {
  return { latency_p95_ms: null, error_rate: null, source };
}

async function readAudit(path: string, { model, from, to }: OperationOptions): Promise<Operation> {
  const paths = await findRotated(path, 'audit.jsonl');
  const [first, last] = [(from ?? -Infinity) * 1000, (to ?? Infinity) * 1000];
  const latencies: number[] = [];
  let numErrors = 0;
  for (const file of paths.length === 0 ? [path] : paths)
    for await (const line of readLines(file)) {
      const record = readAuditLine(line);
      if (record === undefined || record.model !== model.name) continue;
      if (record.version !== model.version || record.time < first || record.time >= last) continue;
      latencies.push(record.latencyMs);
      if (record.isError) ++numErrors;
    }
  const name = `${model.name} ${model.version}`;
  if (latencies.length === 0) return none(`the audit log has no request to ${name} in the window`);
  return {
    latency_p95_ms: roundMs(percentile95(latencies)),
    error_rate: numErrors / latencies.length,
    source: `${latencies.length} requests to ${name} in the audit log`
  };
}

async function readServer(url: string, token: string | undefined): Promise<Operation> {
  const address = /\/metrics\/?$/.test(url) ? url : `${url.replace(/\/$/, '')}/metrics`;
  const found = parseServerMetrics(await fetchText(address, { token, timeoutMs: TIMEOUT_MS }));
  if (found === undefined) return none('the server reports neither latency nor errors');
  return {
    latency_p95_ms: found.latencyP95Ms === null ? null : roundMs(found.latencyP95Ms),
    error_rate: found.errorRate,
    source: 'the server, since its start'
  };
}

/** Microseconds are digits enough. */
function roundMs(milliseconds: number): number {
  return Math.round(milliseconds * 1000) / 1000;
}
