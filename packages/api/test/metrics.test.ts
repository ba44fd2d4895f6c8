import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createMetrics, type LoadFigures, type Metrics } from '../src/metrics/metrics.ts';
import { folderSource } from '../src/io/folder-source.ts';
import { metricsText } from '../src/metrics/metrics-text.ts';
import { openModels } from '../src/models/models.ts';
import { writeBundle } from '@espalier/bundle';
import { retireFigures } from '../src/metrics/metrics-text.ts';
import { syntheticParts } from '../../../test/support/synthetic.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'espalier-metrics-'));
  await writeBundle(folder, syntheticParts(), {});
});

afterAll(() => rm(folder, { recursive: true, force: true }));

async function worker(elapsed: () => number = () => 0): Promise<Metrics> {
  const load = (): LoadFigures => ({ waiting: 2, expectedWaitMs: 7, heldBytes: 1000 });
  return createMetrics(await openModels([folderSource(folder)]), elapsed, load);
}

async function textOf(...workers: readonly Metrics[]): Promise<string> {
  return metricsText(await Promise.all(workers.map(({ json }) => json())));
}

test('latency is a histogram whose last bucket has all', async () => {
  const metrics = await worker();
  for (let i = 1; i <= 100; ++i) metrics.request('/predict', 'POST', 200, i);
  const text = await textOf(metrics);
  expect(text).toContain('http_request_latency_ms_bucket{route="/predict",le="10"} 10\n');
  expect(text).toContain('http_request_latency_ms_bucket{route="/predict",le="+Inf"} 100\n');
  expect(text).toContain('http_request_latency_ms_sum{route="/predict"} 5050\n');
  expect(text).toContain('http_request_latency_ms_count{route="/predict"} 100\n');
});

test('the percentile is of predictions, in all and by route, and forgets after five minutes', async () => {
  let now = 0;
  const metrics = await worker(() => now);
  for (let i = 1; i <= 100; ++i) metrics.latency('/predict', i);
  for (let i = 0; i < 1000; ++i) metrics.request('/healthz', 'GET', 200, 0.1);
  now = 200_000;
  for (let i = 0; i < 20; ++i) metrics.latency('/invocations', 1000);
  const text = await textOf(metrics);
  expect(text).toContain('http_request_latency_ms_p95 1000\n');
  expect(text).toContain('http_request_latency_ms_p95{route="/predict"} 95\n');
  expect(text).toContain('http_request_latency_ms_p95{route="/invocations"} 1000\n');
  now = 310_000;
  expect(await textOf(metrics)).not.toContain('p95{route="/predict"}');
  now = 600_000;
  expect(await textOf(metrics)).toContain('http_request_latency_ms_p95 0\n');
});

test('what waits, and why requests were turned away', async () => {
  const metrics = await worker();
  metrics.shed('wait');
  metrics.shed('wait');
  metrics.shed('bytes');
  metrics.unsent();
  const text = await textOf(metrics);
  for (const line of [
    'requests_shed_total{reason="wait"} 2',
    'requests_shed_total{reason="length"} 0',
    'requests_shed_total{reason="bytes"} 1',
    'requests_shed_total{reason="expired"} 0',
    'responses_unsent_total 1',
    'requests_waiting 2',
    'request_expected_wait_ms 7',
    'held_bytes 1000'
  ])
    expect(text).toContain(`${line}\n`);
});

test('predictions are counted in all and by model; what the policy blocked is no error', async () => {
  const metrics = await worker();
  metrics.prediction('synthetic', 'success', 3);
  metrics.prediction('synthetic', 'blocked', 2);
  metrics.prediction('', 'error', 0);
  metrics.auditFailed('synthetic');
  const text = await textOf(metrics);
  for (const line of [
    'predict_requests_total 3',
    'predict_errors_total 1',
    'predict_rows_total 3',
    'audit_write_errors_total 1',
    'model_predict_requests_total{model="synthetic"} 2',
    'model_audit_write_errors_total{model="synthetic"} 1',
    'model_info{name="synthetic",version="1.0.0",family="logistic"} 1'
  ])
    expect(text).toContain(`${line}\n`);
});

test('the figures of workers are summed, the percentile is the worst one’s, gauges of the ended end', async () => {
  const [a, b, ended] = await Promise.all([worker(), worker(), worker()]);
  for (const [metrics, milliseconds] of [
    [a, 1],
    [b, 9],
    [ended, 100]
  ] as const) {
    metrics.request('/predict', 'POST', 200, milliseconds);
    metrics.latency('/predict', milliseconds);
  }
  const retired = await retireFigures([await ended.json()]);
  const text = await metricsText([await a.json(), await b.json(), retired]);
  expect(text).toContain('http_requests_total{route="/predict",method="POST",status="200"} 3\n');
  expect(text).toContain('http_request_latency_ms_sum{route="/predict"} 110\n');
  expect(text).toContain('http_request_latency_ms_p95 9\n');
  expect(text).toContain('model_info{name="synthetic",version="1.0.0",family="logistic"} 1\n');
});
