import { EspalierError } from '@espalier/core';
import type { AgentPolicy, DriftReport } from '@espalier/core/contracts';
import { fetchText, isUrl, readText } from '@espalier/core/files';
import { readDrift } from './read-drift.ts';
import { countGaps, mergePoints, type Point } from './points.ts';
import { type History, readHistory } from './read-history.ts';
import { readAuditLog } from './audit-log.ts';
import { readPrometheus } from './prometheus-api.ts';
import { parseServerMetrics } from './server-metrics.ts';

/** Where the agent looks. */
export interface Sources {
  readonly metrics?: string;
  readonly drift: string;
  /** The address of a server's /metrics. */
  readonly live?: string;
  /** The address of Prometheus. */
  readonly prometheus?: string;
  /** An audit log of the server. */
  readonly audit?: string;
}

/** What the agent remembers from one look to the next. */
export interface Memory {
  /** Points of the server's own figures, and the text of the last. */
  readonly live: readonly Point[];
  readonly liveText?: string;
}

export const NO_MEMORY: Memory = { live: [] };

/** What a look at the sources needs beside them. A token is sent to its own address alone. */
export interface ObserveContext {
  readonly now: Date;
  readonly tokens: {
    readonly server?: string | undefined;
    readonly prometheus?: string | undefined;
  };
  readonly memory: Memory;
}

export interface Observation {
  readonly history: History;
  readonly report: DriftReport;
  /** Latency and errors from a server or its audit log. */
  readonly operation: readonly Point[];
  readonly memory: Memory;
  /** What a person should know of the sources. */
  readonly notes: readonly string[];
}

const TIMEOUT_MS = 15_000;

/** Look at every source once. Errors: those of reading files and addresses, E_HISTORY_INVALID, E_DRIFT_REPORT_INVALID. */
export async function observe(
  sources: Sources,
  policy: AgentPolicy,
  { now, tokens, memory }: ObserveContext
): Promise<Observation> {
  const { history, notes } = await readHistories(sources, policy, now, tokens.prometheus);
  const report = readDrift(await readText(sources.drift), sources.drift);
  const audit =
    sources.audit === undefined ? undefined : readAuditLog(await readText(sources.audit));
  const seen = await readServer(sources.live, now, tokens.server, memory);
  const operation = mergePoints(audit?.points ?? [], seen.memory.live);
  return {
    history,
    report,
    operation,
    memory: seen.memory,
    notes: [
      ...notes,
      ...(audit !== undefined && audit.numBadLines > 0
        ? [`${sources.audit!}: ${audit.numBadLines} lines are no audit records and are left out`]
        : []),
      ...seen.notes
    ]
  };
}

async function readHistories(
  { metrics, prometheus }: Sources,
  policy: AgentPolicy,
  now: Date,
  token: string | undefined
): Promise<{ history: History; notes: readonly string[] }> {
  if (metrics === undefined && prometheus === undefined)
    throw new EspalierError(
      'E_USAGE',
      'Cannot plan without a metrics history',
      'Give --metrics FILE.jsonl, or --prometheus URL'
    );
  const read = metrics === undefined ? undefined : readHistory(await readText(metrics), metrics);
  if (prometheus === undefined) return { history: read!, notes: [] };
  if (!isUrl(prometheus)) throw invalidUrl('--prometheus');
  const scraped = await readPrometheus(prometheus, policy, now, token);
  const points = mergePoints(read?.points ?? [], scraped);
  if (points.length === 0)
    throw new EspalierError(
      'E_HISTORY_INVALID',
      'Cannot find a point in Prometheus: no query of the policy has an answer',
      'Check the queries under prometheus in the policy file'
    );
  return {
    history: {
      points,
      numLines: read?.numLines ?? 0,
      numBadLines: read?.numBadLines ?? 0,
      numDuplicates: read?.numDuplicates ?? 0,
      numGaps: countGaps(points),
      problems: read?.problems ?? []
    },
    notes: [`Prometheus gave ${scraped.length} points`]
  };
}

async function readServer(
  live: string | undefined,
  now: Date,
  token: string | undefined,
  memory: Memory
): Promise<{ memory: Memory; notes: readonly string[] }> {
  if (live === undefined) return { memory, notes: [] };
  if (!isUrl(live)) throw invalidUrl('--live');
  const text = await fetchText(live, { token, timeoutMs: TIMEOUT_MS });
  const point = parseServerMetrics(text, now.getTime() * 1000, memory.liveText);
  if (point === undefined)
    return { memory, notes: ['the server tells neither its latency nor its errors'] };
  return {
    memory: { live: [...memory.live, point].slice(-MAX_LIVE_POINTS), liveText: text },
    notes: []
  };
}

/** Points of the server that are kept: a week of every minute. */
const MAX_LIVE_POINTS = 10_080;

function invalidUrl(flag: string): EspalierError {
  return new EspalierError(
    'E_USAGE',
    `Cannot use the value of ${flag}: it is no address`,
    'Give one that starts with http:// or https://'
  );
}
