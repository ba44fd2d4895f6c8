import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { propagation, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor
} from '@opentelemetry/sdk-trace-base';
import { writeBundle } from '@espalier/bundle';
import { openTracing } from '../src/tracing.ts';
import { syntheticParts } from '../../../test/support/synthetic.ts';
import { post, serveFolders, type Serving } from './support/serving.ts';

const ROW = { num_age: 40, num_income: 55.5, cat_plan: 'pro', cat_city: 'Bern' };
const TRACE = '0af7651916cd43dd8448eb211c80319c';
const SPAN = 'b7ad6b7169203331';

test('without a registered SDK there is no tracing', async () => {
  expect(await openTracing()).toBeUndefined();
});

describe('with a registered SDK', () => {
  const exporter = new InMemorySpanExporter();
  let folder: string;
  let serving: Serving;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'espalier-tracing-'));
    await writeBundle(folder, syntheticParts(), {});
    trace.setGlobalTracerProvider(
      new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] })
    );
    propagation.setGlobalPropagator(new W3CTraceContextPropagator());
    serving = await serveFolders([folder], { tracing: (await openTracing())! });
  });

  afterEach(() => {
    exporter.reset();
  });

  afterAll(async () => {
    await serving.close();
    trace.disable();
    propagation.disable();
    await rm(folder, { recursive: true, force: true });
  });

  /** The span of the request and those of its steps. */
  const spansOf = (): { request: ReadableSpan; steps: ReadableSpan[] } => {
    const spans = exporter.getFinishedSpans();
    const request = spans.find(({ name }) => name.startsWith('POST '))!;
    return { request, steps: spans.filter(span => span !== request) };
  };

  test('a request is a span of the server, with its model, its rows and its steps', async () => {
    const { headers } = await post(serving, '/predict', [ROW, ROW], {
      traceparent: `00-${TRACE}-${SPAN}-01`,
      'x-request-id': 'r-1'
    });
    const { request, steps } = spansOf();
    expect(request).toMatchObject({
      name: 'POST /predict',
      kind: SpanKind.SERVER,
      status: { code: SpanStatusCode.UNSET },
      attributes: {
        'http.request.method': 'POST',
        'http.route': '/predict',
        'http.response.status_code': 200,
        'espalier.request_id': 'r-1',
        'espalier.rows': 2,
        'espalier.model.name': 'synthetic',
        'espalier.model.version': '1.0.0'
      }
    });
    expect(request.spanContext().traceId).toBe(TRACE);
    expect(request.parentSpanContext?.spanId).toBe(SPAN);
    expect(steps.map(({ name }) => name)).toEqual(['read', 'wait', 'score']);
    for (const step of steps)
      expect(step.parentSpanContext?.spanId).toBe(request.spanContext().spanId);
    expect(headers.get('x-trace-id')).toBe(TRACE);
  });

  test('a trace that begins here is in answer, log and audit log', async () => {
    const { headers } = await post(serving, '/predict', [ROW]);
    const { traceId } = spansOf().request.spanContext();
    expect(headers.get('x-trace-id')).toBe(traceId);
    expect(JSON.parse(serving.lines.at(-1)!)).toMatchObject({ trace_id: traceId });
    expect((await serving.audit()).at(-1)).toMatchObject({ trace_id: traceId });
  });

  test('a refused request says why, and holds no value', async () => {
    await post(serving, '/predict', [{ ...ROW, num_age: 'secret-7f3a' }]);
    const { request } = spansOf();
    expect(request.attributes).toMatchObject({
      'http.response.status_code': 400,
      'error.type': 'E_FIELD_INVALID'
    });
    expect(request.status.code).toBe(SpanStatusCode.UNSET);
    expect(JSON.stringify(request.attributes)).not.toContain('7f3a');
  });

  test('every request ends its span', async () => {
    await post(serving, '/predict', 'no json');
    await post(serving, '/models/nobody/predict', [ROW]);
    await post(serving, '/v2/models/synthetic/infer', {});
    const spans = exporter.getFinishedSpans().filter(({ name }) => name.startsWith('POST '));
    expect(
      spans.map(({ name, attributes }) => [name, attributes['http.response.status_code']])
    ).toEqual([
      ['POST /predict', 400],
      ['POST /models/:name/predict', 404],
      ['POST /v2/models/:name/infer', 400]
    ]);
  });
});
