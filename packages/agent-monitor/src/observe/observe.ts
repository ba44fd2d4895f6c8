import { EspalierError, parseServerMetrics } from '@espalier/core';
import type { AgentPolicy, DriftReport } from '@espalier/core/contracts';
import { fetchText, isUrl, readAnyText } from '@espalier/core/files';
import { countGaps, mergePoints, type Point, Points } from './points.ts';
import { readDriftFile } from './read-drift.ts';
import { type History, readHistoryFile } from './read-history.ts';
import { findStale, type Unknown } from './unknown.ts';

/** Files and addresses to read. */
export interface Sources {
  readonly metrics?: string;
  readonly drift: string;
  /** URL of a server's /metrics. */
  readonly live?: string;
  /** URL of Prometheus. */
  readonly prometheus?: string;
  /** Path of a server's audit log. */
  readonly audit?: string;
  /** Seconds; an older history or report is unknown. */
  readonly maxAge?: number;
}

/** State that `watch` carries from one round to the next. */
export interface Memory {
  /** Points scraped from the server, and the text of the last scrape. */
  readonly live: readonly Point[];
  readonly liveText?: string;
}

export const NO_MEMORY: Memory = { live: [] };

export interface ObserveContext {
  readonly now: Date;
  /** Each token is sent to its own address only. */
  readonly tokens: {
    readonly server?: string | undefined;
    readonly prometheus?: string | undefined;
  };
  readonly memory: Memory;
}

export interface Observation {
  readonly history: History;
  readonly report: DriftReport;
  /** Latency and errors from a server, its audit log or Prometheus. */
  readonly operation: readonly Point[];
  /** Sources too old to tell anything. */
  readonly stale: readonly Unknown[];
  /** How several series of Prometheus were read, one sentence each. */
  readonly series: readonly string[];
  readonly memory: Memory;
  /** Remarks for the user, one line each. */
  readonly notes: readonly string[];
}

const TIMEOUT_MS = 15_000;

/**
 * Read every source once. Errors: E_HISTORY_INVALID, E_DRIFT_REPORT_INVALID, and those of reading files and addresses.
 */
export async function observe(
  sources: Sources,
  policy: AgentPolicy,
  { now, tokens, memory }: ObserveContext
): Promise<Observation> {
  const { history, scraped, series, notes } = await readHistories(
    sources,
    policy,
    now,
    tokens.prometheus
  );
  const { report, written } = await readDriftFile(sources.drift);
  const audit = await readAudit(sources.audit);
  const server = await readServer(sources.live, now, tokens.server, memory);
  return {
    history,
    report,
    operation: [...mergePoints(mergePoints(scraped, audit.points), server.memory.live)],
    stale:
      sources.maxAge === undefined
        ? []
        : findStale(now.getTime(), sources.maxAge, {
            latestPoint: history.points.at(-1)!.time / 1000,
            reportWritten: written.getTime()
          }),
    series,
    memory: server.memory,
    notes: [...notes, ...audit.notes, ...server.notes]
  };
}

interface Histories {
  readonly history: History;
  /** Points of Prometheus that hold latency and errors alone, beside a history of quality. */
  readonly scraped: readonly Point[];
  readonly series: readonly string[];
  readonly notes: readonly string[];
}

async function readHistories(
  { metrics, prometheus }: Sources,
  policy: AgentPolicy,
  now: Date,
  token: string | undefined
): Promise<Histories> {
  if (metrics === undefined && prometheus === undefined)
    throw new EspalierError(
      'E_USAGE',
      'Cannot plan: there is no metrics history',
      'Pass --metrics FILE.jsonl or --prometheus URL'
    );
  const read = metrics === undefined ? undefined : await readHistoryFile(metrics, { now });
  if (prometheus === undefined) return { history: read!, scraped: [], series: [], notes: [] };
  if (!isUrl(prometheus)) throw invalidUrl('--prometheus');
  const { readPrometheus } = await import('./prometheus-api.ts');
  const { points: scraped, series, numBad } = await readPrometheus(prometheus, policy, now, token);
  const notes = [
    `Read ${scraped.length} points from Prometheus`,
    ...(numBad > 0
      ? [
          `Left out ${numBad} values from Prometheus that are negative, or over 1 where a share is due`
        ]
      : [])
  ];
  const { roc_auc, pr_auc } = policy.prometheus.queries;
  // Hourly latency must not look like an hour without quality.
  if (read !== undefined && roc_auc === undefined && pr_auc === undefined)
    return { history: read, scraped, series, notes };
  const points = mergePoints(read?.points ?? [], scraped);
  if (points.length === 0)
    throw new EspalierError(
      'E_HISTORY_INVALID',
      'Cannot plan from Prometheus: every query of the policy returned no points',
      'Check the queries under prometheus in the policy file'
    );
  return { history: withPoints(read, points), scraped: [], series, notes };
}

const NO_HISTORY: History = {
  points: Points.from([]),
  numLines: 0,
  numBadLines: 0,
  numDuplicates: 0,
  numGaps: 0,
  problems: [],
  futureTimes: [],
  misspelt: new Map(),
  models: []
};

/** The history with further points. A bad line hides nothing where a later point is known. */
function withPoints(history: History = NO_HISTORY, points: Points): History {
  const { damage, ...others } = history;
  const isHidden = damage !== undefined && points.at(-1)!.time <= history.points.at(-1)!.time;
  return { ...others, ...(isHidden ? { damage } : {}), points, numGaps: countGaps(points) };
}

async function readAudit(
  path: string | undefined
): Promise<{ points: readonly Point[]; notes: readonly string[] }> {
  if (path === undefined) return { points: [], notes: [] };
  const { readAuditLog } = await import('./audit-log.ts');
  const { points, numBadLines } = readAuditLog(await readAnyText(path));
  return {
    points,
    notes:
      numBadLines > 0 ? [`${path}: skipped ${numBadLines} lines that are not audit records`] : []
  };
}

/** A week of scrapes, one a minute. */
const MAX_LIVE_POINTS = 10_080;

async function readServer(
  live: string | undefined,
  now: Date,
  token: string | undefined,
  memory: Memory
): Promise<{ memory: Memory; notes: readonly string[] }> {
  if (live === undefined) return { memory, notes: [] };
  if (!isUrl(live)) throw invalidUrl('--live');
  const text = await fetchText(live, { token, timeoutMs: TIMEOUT_MS });
  const found = parseServerMetrics(text, memory.liveText);
  if (found === undefined)
    return { memory, notes: ['The server reports neither latency nor errors'] };
  const point = { time: now.getTime() * 1000, rocAuc: null, prAuc: null, ...found };
  return {
    memory: { live: [...memory.live, point].slice(-MAX_LIVE_POINTS), liveText: text },
    notes: []
  };
}

function invalidUrl(flag: string): EspalierError {
  return new EspalierError(
    'E_USAGE',
    `Cannot use the value of ${flag}: it is not a URL`,
    'Pass a URL that starts with http:// or https://'
  );
}
