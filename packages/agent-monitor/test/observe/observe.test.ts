import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { runCommand } from '../../../cli/src/run-command.ts';
import { agentMonitorCommand } from '../../src/command.ts';
import { NO_MEMORY, type Observation, observe } from '../../src/observe/observe.ts';
import type { PlanAnswer } from '../../src/decide/plan.ts';
import { computeSignals, type Signals } from '../../src/decide/signals.ts';
import { readAuditLog } from '../../src/observe/audit-log.ts';
import { readPrometheus } from '../../src/observe/prometheus-api.ts';
import { fakeIo } from '../../../../test/support/fake-io.ts';
import { CALM, fall, hour, jsonl, RULES } from '../support/history.ts';

const metricsText = (latency: number, requests: number, errors: number): string => `# HELP x y
# TYPE http_request_latency_ms_p95 gauge
http_request_latency_ms_p95 ${latency}
predict_requests_total{model="a \\"b\\" }"} ${requests - 10}
predict_requests_total{model="c"} 10
predict_errors_total ${errors}
broken line
nan_metric NaN
`;

describe('readAuditLog()', () => {
  test('has a point an hour, at the time of its last record', () => {
    const record = (minute: number, status: string, latency_ms: number): string =>
      JSON.stringify({ timestamp: hour(minute / 60), status, latency_ms, route: '/predict' });
    const lines = [
      ...Array.from({ length: 19 }, (_, i) => record(i, 'success', 10 + i)),
      record(59, 'error', 900),
      record(60, 'blocked', 5),
      'secret',
      '{"timestamp":"never","status":"success","latency_ms":1}',
      '{"status":"success"}'
    ];
    const { points, numBadLines } = readAuditLog(`${lines.join('\n')}\n`);
    expect(numBadLines).toBe(3);
    expect(points).toMatchObject([
      { time: Date.parse(hour(59 / 60)) * 1000, latencyP95Ms: 28, errorRate: 0.05 },
      { time: Date.parse(hour(1)) * 1000, latencyP95Ms: 5, errorRate: 0 }
    ]);
  });
});

describe('from a server', () => {
  let server: Server;
  let url = '';
  let folder = '';
  let text = metricsText(500, 100, 1);
  const seen: { path: string; authorization: string | undefined }[] = [];
  const at = (name: string): string => join(folder, name);

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'observe-'));
    await writeFile(at('m.jsonl'), jsonl(...fall(0, 0)));
    await writeFile(at('d.json'), JSON.stringify(CALM));
    server = createServer((request, response) => {
      const address = new URL(request.url ?? '', 'http://x');
      seen.push({ path: address.pathname, authorization: request.headers.authorization });
      if (address.pathname === '/metrics') response.end(text);
      else if (address.pathname === '/api/v1/query_range')
        response.end(JSON.stringify(rangeOf(address.searchParams)));
      else response.end('secret');
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  afterAll(async () => {
    server.close();
    await rm(folder, { recursive: true });
  });

  /** Two series of latency, one of errors with a rate of nothing; a ROC-AUC that falls at the end. */
  function rangeOf(parameters: URLSearchParams): object {
    const query = parameters.get('query')!;
    const [start, step] = [Number(parameters.get('start')), Number(parameters.get('step'))];
    const values = (...shown: string[]): [number, string][] =>
      shown.map((value, i) => [start + i * step, value]);
    const series: Record<string, [number, string][][]> = {
      'max(http_request_latency_ms_p95)': [values('100', '500', '450'), values('50', '600', '410')],
      'my_auc{model="x"}': [values('0.9', '0.9', '0.8')],
      aucs: [values('0.9', '0.9', '0.9'), values('0.9', '0.9', '0.5'), values('0.9', 'NaN', '91')],
      'last is NaN': [values('0.9', '0.9', 'NaN')]
    };
    const found = series[query] ?? [values('NaN', '0.25')];
    return {
      status: 'success',
      data: { resultType: 'matrix', result: found.map(v => ({ metric: {}, values: v })) }
    };
  }

  const context = {
    now: new Date('2026-01-10T00:00:00Z'),
    tokens: { server: 'sesame', prometheus: 'other' },
    memory: NO_MEMORY
  };

  const signalsAt = ({ history, report, operation }: Observation): Signals =>
    computeSignals(history, report, RULES.window_days, operation);

  test('--live adds its latency and errors, round by round', async () => {
    const sources = { metrics: at('m.jsonl'), drift: at('d.json'), live: `${url}/metrics` };
    const first = await observe(sources, RULES, context);
    expect(seen.at(-1)).toEqual({ path: '/metrics', authorization: 'Bearer sesame' });
    expect(signalsAt(first)).toMatchObject({
      latencyP95Ms: 500,
      latencyP95MsBefore: 200,
      errorRate: { latest: 0.01 }
    });
    text = metricsText(700, 200, 51);
    const later = { ...context, now: new Date('2026-01-10T00:05:00Z'), memory: first.memory };
    const second = await observe(sources, RULES, later);
    expect(signalsAt(second)).toMatchObject({
      latencyP95Ms: 700,
      latencyP95MsBefore: 500,
      errorRate: { latest: 0.5, median: 0.01 }
    });
    expect(signalsAt(second).rocAuc.latest).toBe(0.8);
  });

  const withQueries = (queries: object): typeof RULES => ({
    ...RULES,
    prometheus: { step_minutes: 60, queries: { ...RULES.prometheus.queries, ...queries } }
  });

  test('the worst of several series counts, and impossible values do not', async () => {
    const policy = withQueries({ roc_auc: 'aucs' });
    const sources = { drift: at('d.json'), prometheus: url };
    const found = await observe(sources, policy, context);
    expect([...found.history.points].map(({ rocAuc }) => rocAuc)).toEqual([0.9, 0.9, 0.5]);
    expect(found.series).toEqual([
      'latency_p95_ms: the largest of 2 series',
      'roc_auc: the smallest of 3 series'
    ]);
    expect(found.notes).toContainEqual(expect.stringContaining('Left out 1 values'));
  });

  test('a quality that is NaN at the latest time cannot be told', async () => {
    const policy = withQueries({ roc_auc: 'last is NaN' });
    const found = await observe({ drift: at('d.json'), prometheus: url }, policy, context);
    expect(signalsAt(found).cannotTell).toMatchObject([
      { about: ['roc_auc'] },
      { about: ['pr_auc'] }
    ]);
  });

  test('latency of Prometheus beside a history of quality does not hide the quality', async () => {
    const sources = { metrics: at('m.jsonl'), drift: at('d.json'), prometheus: url };
    const found = await observe(sources, RULES, context);
    expect(signalsAt(found)).toMatchObject({
      cannotTell: [],
      rocAuc: { latest: 0.8 },
      latencyP95Ms: 450
    });
  });

  test('--prometheus alone is a history', async () => {
    const policy = {
      ...RULES,
      prometheus: {
        step_minutes: 60,
        queries: { ...RULES.prometheus.queries, roc_auc: 'my_auc{model="x"}' }
      }
    };
    const { points, series } = await readPrometheus(`${url}/`, policy, context.now, undefined);
    expect(series).toEqual(['latency_p95_ms: the largest of 2 series']);
    expect(points).toMatchObject([
      { rocAuc: 0.9, latencyP95Ms: 100, errorRate: null },
      { rocAuc: 0.9, latencyP95Ms: 600, errorRate: 0.25 },
      { rocAuc: 0.8, latencyP95Ms: 450, errorRate: null }
    ]);
    await writeFile(at('p.yaml'), 'prometheus: { queries: { roc_auc: \'my_auc{model="x"}\' } }\n');
    const io = fakeIo({ ESPALIER_ADMIN_TOKEN: 'sesame', ESPALIER_PROMETHEUS_TOKEN: 'other' });
    const code = await runCommand(
      agentMonitorCommand,
      [
        '--prometheus',
        url,
        '--drift',
        at('d.json'),
        '--policy',
        at('p.yaml'),
        '--out',
        at('p.out'),
        '--json'
      ],
      io
    );
    expect(code).toBe(0);
    expect(seen.at(-1)!.authorization).toBe('Bearer other');
    expect(JSON.parse(io.out()) as PlanAnswer).toMatchObject({
      status: 'critical',
      actions: ['open_incident', 'roll_back_model', 'page_oncall=false'],
      findings: [
        { roc_auc_drop_pct: 11.11 },
        {},
        { latency_p95_ms: 450 },
        {},
        { insufficient_history: ['pr_auc'] },
        { several_series: ['latency_p95_ms: the largest of 2 series'] },
        {},
        {}
      ]
    });
  });

  test.each<[string, string[], number, string]>([
    ['a name for an address', ['--prometheus', 'prometheus'], 2, 'not a URL'],
    ['nothing to look at', [], 2, 'Pass --metrics FILE.jsonl or --prometheus URL'],
    ['an address where nobody is', ['--prometheus', 'http://127.0.0.1:9'], 66, 'no connection']
  ])('%s ends with an error', async (_, args, exitCode, message) => {
    const io = fakeIo();
    const given = [...args, '--drift', at('d.json'), '--out', at('never')];
    expect(await runCommand(agentMonitorCommand, given, io)).toBe(exitCode);
    expect(io.err()).toContain(message);
  });

  test('a path for the address of --live ends with an error', async () => {
    const io = fakeIo();
    const given = ['--metrics', at('m.jsonl'), '--drift', at('d.json'), '--live', 'metrics.txt'];
    expect(await runCommand(agentMonitorCommand, given, io)).toBe(2);
    expect(io.err()).toContain('not a URL');
  });

  test('an answer that is not that of Prometheus is refused without its words', async () => {
    await expect(
      readPrometheus(`${url}/other`, RULES, context.now, undefined)
    ).rejects.toMatchObject({
      code: 'E_HISTORY_INVALID',
      message: expect.not.stringContaining('secret')
    });
  });
});
