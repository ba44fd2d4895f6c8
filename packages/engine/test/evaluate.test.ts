import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { runAgentMonitor } from '../../agent-monitor/src/run.ts';
import { writeBundle } from '../../bundle/src/store/write-bundle.ts';
import { runCommand } from '../../cli/src/run-command.ts';
import { rocAuc } from '../../core/src/metrics/ranking.ts';
import { createScorer } from '../../bundle/src/score.ts';
import { evaluateCommand } from '../src/evaluate/command.ts';
import { fakeIo } from '../../../test/support/fake-io.ts';
import { syntheticCsv, syntheticParts, syntheticRows } from '../../../test/support/synthetic.ts';
import { temporaryFolder } from '../../../test/support/temporary-folder.ts';

const file = temporaryFolder();
const ROWS = syntheticRows(600, 31);
let bundle: string;
let data: string;

beforeAll(async () => {
  bundle = file('bundle');
  await writeBundle(bundle, syntheticParts(), {});
  data = file('july.csv', syntheticCsv(ROWS));
});

async function evaluate(...args: string[]) {
  const io = fakeIo();
  const exitCode = await runCommand(evaluateCommand, ['--bundle', bundle, ...args, '--json'], io);
  const out = io.out();
  return {
    exitCode,
    err: io.err(),
    json: (out === '' ? {} : JSON.parse(out)) as Record<string, unknown>
  };
}

/** The table with a column of days, the first row on 1 July, six rows a day. */
function withDays(text: string): string {
  return text
    .trim()
    .split('\n')
    .map((line, i) => {
      const day = new Date(Date.UTC(2026, 6, 1 + Math.floor((i - 1) / 6)));
      return i === 0 ? `${line},seen` : `${line},${day.toISOString().slice(0, 10)}`;
    })
    .join('\n');
}

function linesOf(path: string): Record<string, unknown>[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line) as Record<string, unknown>);
}

describe('evaluate', () => {
  test('measures the served scores, with intervals, by group and beside training', async () => {
    const { exitCode, err, json } = await evaluate('--data', data, '--out', file('out.json'));
    expect(exitCode).toBe(0);
    const expected = rocAuc(ROWS.labels, createScorer(syntheticParts())(ROWS.table));
    const positives = ROWS.labels.reduce((sum, label) => sum + label, 0);
    expect(json).toMatchObject({
      model: { name: 'synthetic', version: '1.0.0' },
      rows: 600,
      positives,
      from: null,
      to: null,
      metrics: { roc_auc: expected, threshold: 0.5 },
      unknown: {},
      left_out: { unlabelled: 0, outside_window: 0, without_time: 0, bad: 0 }
    });
    const [low, high] = (json['intervals'] as { roc_auc: [number, number] }).roc_auc;
    expect(low).toBeLessThan(expected);
    expect(high).toBeGreaterThan(expected);
    const { columns } = json['fairness'] as {
      columns: Record<string, { groups: { rows: number }[] }>;
    };
    expect(columns['cat_group']!.groups.reduce((sum, { rows }) => sum + rows, 0)).toBe(600);
    expect(err).toContain('by cat_group:');
    expect(err).toMatch(/ROC-AUC +0\.\d{4} \(95%: /);
    expect(JSON.parse(readFileSync(file('out.json'), 'utf8'))).toEqual(json);
  });

  test('says whether a difference to training is more than chance', async () => {
    const parts = syntheticParts();
    const trained = async (roc_auc: number, interval: [number, number]) => {
      const folder = file(`trained-${roc_auc}`);
      const metrics = { ...parts.metrics, roc_auc, intervals: { roc_auc: interval } };
      await writeBundle(folder, { ...parts, metrics }, {});
      const { json } = await evaluate('--bundle', folder, '--data', data);
      return (json['comparison'] as { metric: string; verdict: string }[]).find(
        ({ metric }) => metric === 'roc_auc'
      );
    };
    const { json } = await evaluate('--data', data);
    const now = (json['metrics'] as { roc_auc: number }).roc_auc;
    expect(await trained(now + 0.01, [now - 0.02, now + 0.04])).toMatchObject({
      verdict: 'within',
      difference: now - (now + 0.01)
    });
    expect(await trained(now + 0.2, [now + 0.19, now + 0.21])).toMatchObject({ verdict: 'worse' });
    expect(await trained(now - 0.2, [now - 0.21, now - 0.19])).toMatchObject({ verdict: 'better' });
    const comparison = json['comparison'] as { metric: string; verdict: string }[];
    expect(comparison.every(({ verdict }) => verdict === 'unknown')).toBe(true);
  });

  test('leaves out rows without a label, and says so', async () => {
    const lines = syntheticCsv(ROWS).trim().split('\n');
    const partly = lines.map((line, i) =>
      i > 0 && i % 3 === 0 ? line.replace(/,(yes|no)$/, ',') : line
    );
    const { json, err } = await evaluate('--data', file('partly.csv', partly.join('\n')));
    expect(json).toMatchObject({ rows: 400, left_out: { unlabelled: 200 } });
    expect(err).toContain('200 rows without a label: left out');
    const none = lines.map((line, i) => (i > 0 ? line.replace(/,(yes|no)$/, ',') : line));
    const refused = await evaluate('--data', file('unlabelled.csv', none.join('\n')));
    expect(refused).toMatchObject({ exitCode: 65 });
    expect(refused.err).toContain('E_TARGET_INVALID');
  });

  test('one class: nothing to rank, the rest is told, and the line has nulls', async () => {
    const lines = syntheticCsv(ROWS).trim().split('\n');
    const negatives = [lines[0], ...lines.filter(line => line.endsWith(',no'))].join('\n');
    const history = file('one-class.jsonl');
    const { exitCode, json, err } = await evaluate(
      ...['--data', file('no.csv', negatives), '--append', history, '--gate', '0.5']
    );
    expect(json).toMatchObject({
      metrics: { roc_auc: null, pr_auc: null, accuracy: expect.any(Number) as unknown },
      unknown: { roc_auc: 'all labels are of one class' }
    });
    expect(err).toContain('ROC-AUC   unknown: all labels are of one class');
    expect(linesOf(history)).toMatchObject([{ roc_auc: null, pr_auc: null, positives: 0 }]);
    expect(exitCode).toBe(3);
  });

  test('a handful of rows proves nothing: rates have an interval, the rest none, and that is said', async () => {
    const lines = syntheticCsv(ROWS).trim().split('\n');
    const { table } = ROWS;
    const scores = createScorer(syntheticParts())(table);
    const sure = lines.filter((line, i) => i > 0 && line.endsWith(',yes') && scores[i - 1]! > 0.7);
    const unsure = lines.filter((line, i) => i > 0 && line.endsWith(',no') && scores[i - 1]! < 0.2);
    const few = [lines[0], ...sure.slice(0, 3), ...unsure.slice(0, 3)].join('\n');
    const { json, err } = await evaluate('--data', file('few.csv', few));
    expect(json).toMatchObject({
      metrics: { recall: 1, accuracy: 1, roc_auc: 1 },
      intervals: { recall: [expect.closeTo(0.4385, 3), 1], pr_auc: null }
    });
    expect(err).toContain('too few to judge by');
    expect(err).not.toContain(', better');
  });

  test('takes a window of the rows by their time', async () => {
    const table = file('days.csv', withDays(syntheticCsv(ROWS)));
    const history = file('window.jsonl');
    const { json, err } = await evaluate(
      ...['--data', table, '--time', 'seen', '--since', '2026-08-01', '--until', '2026-09-01'],
      ...['--append', history]
    );
    expect(json).toMatchObject({
      rows: 31 * 6,
      from: '2026-08-01T00:00:00Z',
      to: '2026-09-01T00:00:00Z',
      ts: '2026-09-01T00:00:00Z',
      left_out: { outside_window: 600 - 31 * 6 }
    });
    expect(err).toContain(`${600 - 31 * 6} rows outside the window: left out`);
    expect(linesOf(history)[0]).toMatchObject({ ts: '2026-09-01T00:00:00Z', rows: 186 });
    const all = await evaluate('--data', table, '--time', 'seen');
    expect(all.json).toMatchObject({ from: '2026-07-01T00:00:00Z', to: '2026-10-08T00:00:00Z' });
    const empty = await evaluate('--data', table, '--time', 'seen', '--since', '2027-01-01');
    expect(empty).toMatchObject({ exitCode: 65 });
    expect(empty.err).toContain('no row is in the window');
    const untimed = await evaluate('--data', table, '--since', '2026-08-01');
    expect(untimed).toMatchObject({ exitCode: 2 });
    expect(untimed.err).toContain('--time COLUMN');
  });

  test('bad rows are refused by line, or skipped and counted; not those outside the window', async () => {
    const lines = withDays(syntheticCsv(ROWS)).split('\n');
    lines[2] = lines[2]!.replace(/^\d+/, 'old');
    lines[500] = lines[500]!.replace(/^\d+/, 'old');
    const table = file('bad.csv', lines.join('\n'));
    const refused = await evaluate('--data', table);
    expect(refused).toMatchObject({ exitCode: 65 });
    expect(refused.err).toContain(`${table}:3, num_age: not a number`);
    expect(refused.err).toContain(`${table}:501, num_age`);
    const skipped = await evaluate('--data', table, '--on-bad', 'skip');
    expect(skipped.json).toMatchObject({ rows: 598, left_out: { bad: 2 } });
    const window = ['--time', 'seen', '--since', '2026-07-02', '--until', '2026-08-01'];
    expect(await evaluate('--data', table, ...window)).toMatchObject({ exitCode: 0 });
  });

  test('refuses labels that are more than two', async () => {
    const table = file('three.csv', `${syntheticCsv(ROWS)}40,50,pro,Bern,a,maybe\n`);
    const { exitCode, err } = await evaluate('--data', table);
    expect(exitCode).toBe(65);
    expect(err).toContain('it holds "yes", "no" and "maybe"');
  });

  test('says when the rows are those of the training', async () => {
    const { createHash } = await import('node:crypto');
    const parts = syntheticParts();
    const dataset_sha256 = createHash('sha256').update(readFileSync(data)).digest('hex');
    const folder = file('own-table');
    await writeBundle(folder, { ...parts, metrics: { ...parts.metrics, dataset_sha256 } }, {});
    const { err } = await evaluate('--bundle', folder, '--data', data);
    expect(err).toContain('the table that the model was trained on');
  });
});

describe('the line of the history', () => {
  test('has the keys that agent-monitor reads, and is appended whole', async () => {
    const history = file('made/history.jsonl', '{"ts":"2026-07-01T00:00:00Z","roc_auc":0.9');
    const args = ['--data', data, '--append', history, '--ts', '2026-08-01'];
    const { err } = await evaluate(...args);
    expect(err).toContain('appended the line of 2026-08-01T00:00:00Z');
    const text = readFileSync(history, 'utf8');
    expect(text.endsWith('}\n')).toBe(true);
    const [torn, line] = text.trim().split('\n');
    expect(torn).toBe('{"ts":"2026-07-01T00:00:00Z","roc_auc":0.9');
    expect(Object.keys(JSON.parse(line!) as object)).toEqual(
      'ts roc_auc pr_auc acc latency_p95_ms error_rate model version rows positives from to'.split(
        ' '
      )
    );
    const again = await evaluate(...args);
    expect(again.err).toContain('has this line already: nothing appended');
    expect(readFileSync(history, 'utf8')).toBe(text);
    const other = await evaluate(
      '--data',
      file('other.csv', syntheticCsv(syntheticRows(300, 7))),
      ...args.slice(2)
    );
    expect(other.err).toContain('the last one counts');
    expect(readFileSync(history, 'utf8').trim().split('\n')).toHaveLength(3);
  });

  test('agent-monitor plans from it', async () => {
    const history = file('agent/history.jsonl');
    for (const [day, table] of [
      ['2025-12-30', data],
      ['2026-01-01', data]
    ] as const)
      await evaluate('--data', table, '--append', history, '--ts', day);
    const io = fakeIo();
    const exitCode = await runAgentMonitor(
      {
        ...{ metrics: history, drift: file('drift.json', '{"overall_drift": false}') },
        ...{ out: file('plan.yaml'), dryRun: false, bundle, llm: false, llmTimeout: 1, json: false }
      },
      io
    );
    expect(exitCode).toBe(0);
    expect(io.err()).toMatch(/^healthy/m);
    expect(readFileSync(file('plan.yaml'), 'utf8')).toContain('roc_auc_drop_pct: 0');
  });

  function record(timestamp: string, latency_ms: number, more: object = {}): string {
    const status = 'success';
    return JSON.stringify({
      timestamp,
      status,
      latency_ms,
      model: 'synthetic',
      model_version: '1.0.0',
      ...more
    });
  }

  test('takes latency and errors of the window from the audit log and what it was rotated to', async () => {
    const july = Array.from({ length: 20 }, (_, i) => record('2026-07-10T00:00:00Z', i + 1));
    const others = [
      record('2026-07-10T00:00:00Z', 999, { model: 'another' }),
      record('2026-07-10T00:00:00Z', 999, { model_version: '0.9.0' }),
      record('2027-01-01T00:00:00Z', 999),
      'no record'
    ];
    const failed = record('2026-07-11T00:00:00Z', 5, { status: 'error' });
    const blocked = record('2026-07-11T00:00:00Z', 5, { status: 'blocked' });
    file('audit/audit.jsonl', `${[failed, blocked, ...others].join('\n')}\n`);
    file('audit/audit.jsonl.1', `${july.slice(0, 10).join('\n')}\n`);
    file('audit/audit.jsonl-20260701.gz', gzipSync(`${july.slice(10).join('\n')}\n`));
    file('audit/notes.txt', record('2026-07-10T00:00:00Z', 5000));
    const table = file('days-of-audit.csv', withDays(syntheticCsv(ROWS)));
    for (const path of [file('audit'), file('audit/audit.jsonl')]) {
      const history = file(`audited-${path.length}.jsonl`);
      const { json } = await evaluate(
        ...['--data', table, '--time', 'seen', '--append', history, '--audit', path]
      );
      expect(json['operation']).toEqual({
        latency_p95_ms: 19,
        error_rate: 1 / 22,
        source: '22 requests to synthetic 1.0.0 in the audit log'
      });
      expect(linesOf(history)[0]).toMatchObject({ latency_p95_ms: 19, error_rate: 1 / 22 });
    }
  });

  test('says why latency and errors are not known', async () => {
    const history = ['--append', file('unknown.jsonl')];
    const plain = await evaluate('--data', data, ...history);
    expect(plain.err).toContain(
      'latency and errors unknown: neither --audit nor --server is given'
    );
    const empty = await evaluate(
      '--data',
      data,
      ...history,
      '--audit',
      file('idle/audit.jsonl', '\n')
    );
    expect(empty.err).toContain('no request to synthetic 1.0.0 in the window');
    const absent = await evaluate('--data', data, '--audit', file('not-there/audit.jsonl'));
    expect(absent).toMatchObject({ exitCode: 66 });
  });

  test('takes them from a running server, with the token', async () => {
    const asked: (string | undefined)[] = [];
    const server = createServer((request, response) => {
      asked.push(`${request.url!} ${request.headers.authorization ?? ''}`);
      response.end(
        'http_request_latency_ms_p95 12.5\npredict_requests_total 40\npredict_errors_total 1\n'
      );
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const io = fakeIo({ ESPALIER_ADMIN_TOKEN: 'secret' });
    const args = ['--bundle', bundle, '--data', data, '--server', url, '--json'];
    expect(await runCommand(evaluateCommand, args, io)).toBe(0);
    server.close();
    expect(asked).toEqual(['/metrics Bearer secret']);
    expect((JSON.parse(io.out()) as Record<string, unknown>)['operation']).toEqual({
      latency_p95_ms: 12.5,
      error_rate: 0.025,
      source: 'the server, since its start'
    });
  });
});

test.each<[string, () => string[], number, RegExp]>([
  ['a time that is none', () => ['--since', 'yesterday'], 2, /like 2026-08-01/],
  [
    'a window that ends before it starts',
    () => ['--since', '2026-02-01', '--until', '2026-01-01'],
    2,
    /ends before/
  ],
  ['two places for latency', () => ['--audit', 'a', '--server', 'http://x'], 2, /not both/],
  ['a server that is no URL', () => ['--server', 'localhost'], 2, /not a URL/],
  ['a gate that is none', () => ['--gate', '80'], 2, /0 to 1/],
  ['a gate that is not met', () => ['--gate', '1'], 3, /gate not met/],
  ['a gate that is met', () => ['--gate', '0.1'], 0, /gate met/],
  [
    'an output that cannot be written',
    () => ['--out', file('july.csv/x.json')],
    1,
    /E_FILE_UNWRITABLE/
  ],
  ['a time column that is not there', () => ['--time', 'sen'], 65, /E_COLUMN_MISSING/],
  ['a folder without a bundle', () => ['--bundle', file('nothing')], 66, /E_BUNDLE_MISSING/]
])('%s: exit code', async (_what, args, exitCode, message) => {
  const history = file('never.jsonl');
  const found = await evaluate('--data', data, ...args());
  expect(found.err).toMatch(message);
  expect(found.exitCode).toBe(exitCode);
  expect(existsSync(history)).toBe(false);
});

describe('evaluate of weighted rows', () => {
  const weightOf = (i: number): number => i % 3;

  async function evaluateBy(table: string): Promise<Awaited<ReturnType<typeof evaluate>>> {
    const parts = syntheticParts();
    const weighted = file('weighted');
    await writeBundle(weighted, { ...parts, spec: { ...parts.spec, weight: 'w' } }, {});
    return evaluate('--bundle', weighted, '--data', table);
  }

  test('counts a row of weight 2 as two rows, and one of weight 0 as none', async () => {
    const [header, ...lines] = syntheticCsv(ROWS).trim().split('\n');
    const withWeights = lines.map((line, i) => `${line},${weightOf(i)}`);
    const repeated = lines.flatMap((line, i) => Array.from({ length: weightOf(i) }, () => line));
    const table = file('weights.csv', [`${header!},w`, ...withWeights].join('\n'));
    const found = await evaluateBy(table);
    const { json } = await evaluate(
      ...['--data', file('repeated.csv', [header, ...repeated].join('\n'))]
    );
    const metrics = found.json['metrics'] as Record<string, number>;
    for (const [name, value] of Object.entries(json['metrics'] as Record<string, number>))
      expect(metrics[name]).toBeCloseTo(value, 10);
    expect(found.err).toContain('rows count by their weight in w');
  });

  test('names rows without a weight, and says where the table has none', async () => {
    const [header, ...lines] = syntheticCsv(ROWS).trim().split('\n');
    const table = file(
      'bad-weights.csv',
      [`${header!},w`, ...lines.map((line, i) => `${line},${i === 4 ? '-1' : '1'}`)].join('\n')
    );
    const { exitCode, err } = await evaluateBy(table);
    expect(exitCode).toBe(65);
    expect(err).toContain('bad-weights.csv:6, w: a weight below 0');
    expect((await evaluateBy(data)).err).toContain('these are not: no such column');
  });
});
