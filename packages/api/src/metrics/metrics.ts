import { collectDefaultMetrics, Registry } from 'prom-client';
import type { Models } from '../models/models.ts';
import { registerModelMetrics } from './model-metrics.ts';
import { type BucketCounter, createBucketCounter, registerPulled } from './pulled.ts';
import { createRecentLatencies, type RecentLatencies } from './recent-latencies.ts';

const BUCKETS_ROWS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000];
const BUCKETS_MS = [0.5, 1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000];

export type Outcome = 'success' | 'blocked' | 'error';

/** Why requests are turned away: expected wait, number waiting, bytes held, or because they waited too long. */
export const SHED_REASONS = ['wait', 'length', 'bytes', 'expired'] as const;
export type ShedReason = (typeof SHED_REASONS)[number];

/** What waits now. */
export interface LoadFigures {
  readonly waiting: number;
  /** How long a small request would wait, in milliseconds. */
  readonly expectedWaitMs: number;
  readonly heldBytes: number;
}

export interface Metrics {
  /** Count an answered request. `route` is a template, never a path. */
  readonly request: (route: string, method: string, status: number, milliseconds: number) => void;
  /** Count a request for predictions; `model` is empty if it is unknown. */
  readonly prediction: (model: string, outcome: Outcome, numRows: number) => void;
  /** Count an audit line that could not be written. */
  readonly auditFailed: (model: string) => void;
  /** Record how long a request for predictions took, for the 95th percentile. */
  readonly latency: (route: string, milliseconds: number) => void;
  /** Count a request that was turned away for lack of time or memory. */
  readonly shed: (reason: ShedReason) => void;
  /** Count a response that its client did not take. */
  readonly unsent: () => void;
  /** The metrics of this worker, for aggregation. */
  readonly json: () => Promise<unknown>;
}

interface Figures {
  readonly requests: Map<string, number>;
  readonly latency: Map<string, BucketCounter>;
  readonly recent: RecentLatencies;
  readonly shed: Record<ShedReason, number>;
  readonly predictions: Tally;
  readonly errors: Tally;
  readonly rows: Tally;
  readonly audit: Tally;
  readonly batch: BucketCounter;
  unsent: number;
}

/** Counts in total and by model. */
interface Tally {
  total: number;
  readonly ofModel: Map<string, number>;
}

/** Create metrics in a registry of their own, so that two servers in one process stay separate. */
export function createMetrics(
  models: Models,
  elapsed: () => number,
  load: () => LoadFigures
): Metrics {
  const figures: Figures = {
    requests: new Map(),
    latency: new Map(),
    recent: createRecentLatencies(elapsed),
    shed: { wait: 0, length: 0, bytes: 0, expired: 0 },
    predictions: createTally(),
    errors: createTally(),
    rows: createTally(),
    audit: createTally(),
    batch: createBucketCounter(BUCKETS_ROWS),
    unsent: 0
  };
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  registerFigures(registry, figures);
  registerLoad(registry, load);
  registerModelMetrics(registry, models);
  return {
    request(route, method, status, milliseconds) {
      const key = `${route} ${method} ${status}`;
      figures.requests.set(key, (figures.requests.get(key) ?? 0) + 1);
      let latency = figures.latency.get(route);
      if (latency === undefined) {
        latency = createBucketCounter(BUCKETS_MS);
        figures.latency.set(route, latency);
      }
      latency.add(milliseconds);
    },
    latency: figures.recent.add,
    prediction(model, outcome, numRows) {
      add(figures.predictions, model, 1);
      if (outcome === 'success') {
        add(figures.rows, model, numRows);
        figures.batch.add(numRows);
      }
      if (outcome === 'error') add(figures.errors, model, 1);
    },
    auditFailed(model) {
      add(figures.audit, model, 1);
    },
    shed(reason) {
      ++figures.shed[reason];
    },
    unsent() {
      ++figures.unsent;
    },
    json: () => registry.getMetricsAsJSON()
  };
}

function createTally(): Tally {
  return { total: 0, ofModel: new Map() };
}

function add(tally: Tally, model: string, count: number): void {
  tally.total += count;
  if (model !== '') tally.ofModel.set(model, (tally.ofModel.get(model) ?? 0) + count);
}

function registerFigures(registry: Registry, figures: Figures): void {
  registerPulled(registry, {
    name: 'http_requests_total',
    help: 'Requests answered, by route template, method and status code.',
    type: 'counter',
    read: () =>
      [...figures.requests].map(([key, value]) => {
        const [route = '', method = '', status = ''] = key.split(' ');
        return { labels: { route, method, status }, value };
      })
  });
  registerPulled(registry, {
    name: 'http_request_latency_ms',
    help: 'Time from the request to the end of its answer, in milliseconds.',
    type: 'histogram',
    read: () =>
      [...figures.latency].flatMap(([route, counter]) =>
        counter.read('http_request_latency_ms', { route })
      )
  });
  registerPulled(registry, {
    name: 'http_request_latency_ms_p95',
    help: '95th percentile of the latency of predictions in the last five minutes, in milliseconds: of all routes, and of each; the maximum over workers, 0 without any.',
    type: 'gauge',
    aggregator: 'max',
    read: () => [
      { value: figures.recent.all() },
      ...figures.recent.byRoute().map(([route, value]) => ({ labels: { route }, value }))
    ]
  });
  registerPulled(registry, {
    name: 'predict_batch_rows',
    help: 'Rows per request answered with predictions.',
    type: 'histogram',
    read: () => figures.batch.read('predict_batch_rows', {})
  });
  const tallies = [
    ['predict_requests_total', 'Requests for predictions', figures.predictions],
    [
      'predict_errors_total',
      'Requests for predictions that failed, except those blocked by the policy',
      figures.errors
    ],
    ['predict_rows_total', 'Rows predicted', figures.rows],
    [
      'audit_write_errors_total',
      'Audit log lines that could not be written; their requests were answered',
      figures.audit
    ]
  ] as const;
  for (const [name, help, tally] of tallies) {
    registerPulled(registry, {
      name,
      help: `${help}.`,
      type: 'counter',
      read: () => [{ value: tally.total }]
    });
    registerPulled(registry, {
      name: `model_${name}`,
      help: `${help}, by model.`,
      type: 'counter',
      read: () => [...tally.ofModel].map(([model, value]) => ({ labels: { model }, value }))
    });
  }
  registerPulled(registry, {
    name: 'requests_shed_total',
    help: 'Requests rejected with 503, by reason: wait (expected to wait too long), length (too many waiting), bytes (too much unread or unsent), expired (waited too long).',
    type: 'counter',
    read: () => SHED_REASONS.map(reason => ({ labels: { reason }, value: figures.shed[reason] }))
  });
  registerPulled(registry, {
    name: 'responses_unsent_total',
    help: 'Responses whose client disconnected or did not read.',
    type: 'counter',
    read: () => [{ value: figures.unsent }]
  });
}

/** Register what waits now. */
function registerLoad(registry: Registry, load: () => LoadFigures): void {
  const gauges = [
    [
      'requests_waiting',
      'Requests for predictions that are waiting or in progress',
      'waiting',
      'sum'
    ],
    [
      'request_expected_wait_ms',
      'How long a small request is expected to wait, in milliseconds; the maximum over workers',
      'expectedWaitMs',
      'max'
    ],
    ['held_bytes', 'Bytes of bodies being read and of responses not taken yet', 'heldBytes', 'sum']
  ] as const;
  for (const [name, help, field, aggregator] of gauges)
    registerPulled(registry, {
      name,
      help: `${help}.`,
      type: 'gauge',
      aggregator,
      read: () => [{ value: load()[field] }]
    });
}
