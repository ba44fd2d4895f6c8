import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createMetrics, type Metrics } from '../src/metrics/metrics.ts';
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

async function worker(): Promise<Metrics> {
  return createMetrics(await openModels([folderSource(folder)]));
}

async function textOf(...workers: readonly Metrics[]): Promise<string> {
  return metricsText(await Promise.all(workers.map(({ json }) => json())));
}

test('latency is a histogram whose last bucket has all, and a percentile of the last requests', async () => {
  const metrics = await worker();
  for (let i = 1; i <= 100; ++i) metrics.request('/predict', 'POST', 200, i);
  const text = await textOf(metrics);
  expect(text).toContain('http_request_latency_ms_bucket{route="/predict",le="10"} 10\n');
  expect(text).toContain('http_request_latency_ms_bucket{route="/predict",le="+Inf"} 100\n');
  expect(text).toContain('http_request_latency_ms_sum{route="/predict"} 5050\n');
  expect(text).toContain('http_request_latency_ms_count{route="/predict"} 100\n');
  expect(text).toContain('http_request_latency_ms_p95 95\n');
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
  a.request('/predict', 'POST', 200, 1);
  b.request('/predict', 'POST', 200, 9);
  ended.request('/predict', 'POST', 200, 100);
  const retired = await retireFigures([await ended.json()]);
  const text = await metricsText([await a.json(), await b.json(), retired]);
  expect(text).toContain('http_requests_total{route="/predict",method="POST",status="200"} 3\n');
  expect(text).toContain('http_request_latency_ms_sum{route="/predict"} 110\n');
  expect(text).toContain('http_request_latency_ms_p95 9\n');
  expect(text).toContain('model_info{name="synthetic",version="1.0.0",family="logistic"} 1\n');
});
