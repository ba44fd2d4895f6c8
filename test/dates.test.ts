import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { createExplainer } from '../packages/bundle/src/explain.ts';
import type { Bundle } from '../packages/bundle/src/bundle.ts';
import { openBundle } from '../packages/bundle/src/store/open-bundle.ts';
import { runCommand } from '../packages/cli/src/run-command.ts';
import { randomSeeded } from '../packages/core/src/random.ts';
import { rowSchema } from '../packages/api/src/models/row-schema.ts';
import { driftCommand } from '../packages/drift/src/command.ts';
import { scoreCommand } from '../packages/engine/src/score/command.ts';
import { trainCommand } from '../packages/trainer/src/command.ts';
import { fakeIo } from './support/fake-io.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const at = temporaryFolder();
const NUM_ROWS = 1200;

/** Members who joined on a day and were seen at a time: those of autumn and of the evening buy. */
function drawRows(): { joined: Date | null; seen: Date; amount: number; buys: boolean }[] {
  const random = randomSeeded(5);
  return Array.from({ length: NUM_ROWS }, () => {
    const joined = new Date(Date.UTC(2021, 0, 1 + Math.floor(random() * 900)));
    const seen = new Date(Date.UTC(2024, 0, 1, 0, Math.floor(random() * 90 * 24 * 60)));
    const z = (joined.getUTCMonth() > 7 ? 1.5 : -1) + (seen.getUTCHours() > 17 ? 1.5 : -0.5);
    return {
      joined: random() < 0.05 ? null : joined,
      seen,
      amount: Math.round(random() * 10_000) / 100,
      buys: random() < 1 / (1 + Math.exp(-z))
    };
  });
}

const rows = drawRows();
const table = [
  'joined,seen,amount,buys',
  ...rows.map(({ joined, seen, amount, buys }) =>
    [
      joined === null ? '' : joined.toISOString().slice(0, 10).split('-').reverse().join('.'),
      seen.toISOString().slice(0, 16),
      amount,
      buys ? 'yes' : 'no'
    ].join(',')
  ),
  ''
].join('\n');
const SPEC = `name: visits
target: { column: buys, positive: yes }
features:
  joined: { kind: date, order: dmy }
  seen: { kind: date }
  amount: { kind: number }
`;

async function run(command: Parameters<typeof runCommand>[0], ...args: string[]) {
  const io = fakeIo();
  const exitCode = await runCommand(command, args, io);
  return { exitCode, out: io.out(), err: io.err() };
}

describe.each(['gbdt', 'logistic'])('a table with dates, family %s', family => {
  let data: string;
  let folder: string;
  let bundle: Bundle;

  beforeAll(async () => {
    data = at(`${family}/visits.csv`, table);
    at(`${family}/visits.yaml`, SPEC);
    folder = at(`${family}/model`);
    const { exitCode, err } = await run(
      trainCommand as never,
      ...['--data', data, '--outdir', folder, '--family', family]
    );
    expect(exitCode === 0 ? '' : err).toBe('');
    bundle = await openBundle(folder);
  });

  test('is learned from the parts of the dates that vary, which the spec of the bundle names', () => {
    expect(bundle.metrics.roc_auc).toBeGreaterThan(0.68);
    expect(bundle.spec.features['joined']).toMatchObject({
      kind: 'date',
      parts: ['year', 'month', 'weekday', 'days']
    });
    expect(bundle.spec.features['seen']).toMatchObject({
      parts: ['month', 'weekday', 'hour', 'days']
    });
    const step = bundle.pipeline.steps.find(({ kind }) => kind === 'date_parts');
    expect(step).toMatchObject({ column: 'joined', reference: '2023-06-19' });
  });

  test('has importances and contributions by column, the parts taken together', async () => {
    const text = await readFile(`${folder}/feature_importances.csv`, 'utf8');
    const lines = text
      .trim()
      .split('\n')
      .slice(1)
      .map(line => line.split(','));
    const names = lines.map(([name]) => name);
    expect(names.toSorted()).toEqual(['amount', 'joined', 'seen']);
    expect(names.at(-1)).toBe('amount');
    const shuffled = new Map(lines.map(([name, , , loss]) => [name, Number(loss)]));
    expect(shuffled.get('joined')).toBeGreaterThan(0.03);
    expect(shuffled.get('seen')).toBeGreaterThan(0.03);
    const { table: encoded } = bundle.encodeRows(bundle.manifest.golden.rows);
    const { columns } = createExplainer(bundle)(encoded);
    expect(columns).toEqual(['joined', 'seen', 'amount']);
  });

  test('has golden rows with dates, as a request has them', () => {
    const drawn = bundle.manifest.golden.rows.map(({ joined }) => joined);
    const texts = drawn.filter(value => value !== null);
    for (const text of texts) expect(text).toMatch(/^202[1-3]-\d\d-\d\d$/);
    expect(bundle.manifest.golden.rows.some(({ seen }) => /T.*Z$/.test(String(seen)))).toBe(true);
  });

  test('is scored by the command as by a request, to the bit', async () => {
    const out = at(`${family}/scored.csv`);
    const { exitCode, err } = await run(
      scoreCommand as never,
      ...['--bundle', folder, '--data', data, '--out', out, '--keep', 'none']
    );
    expect(exitCode === 0 ? '' : err).toBe('');
    const scored = readFileSync(out, 'utf8').trim().split('\n').slice(1).map(Number);
    const requests = rows.map(({ joined, seen, amount }) => ({
      joined: joined === null ? null : joined.toISOString().slice(0, 10),
      seen: `${seen.toISOString().slice(0, 16)}+00:00`,
      amount
    }));
    const { table: encoded, problems } = bundle.encodeRows(requests);
    expect(problems).toEqual([]);
    expect([...bundle.score(encoded)]).toEqual(scored);
  });

  test('is reported with dates, not with milliseconds', async () => {
    const page = await readFile(`${folder}/report.html`, 'utf8');
    expect(page).toMatch(
      /joined.*median 202[12]-\d\d-\d\d, middle 80% from 2021-\d\d-\d\d to 202\d-/s
    );
    expect(page).toMatch(/joined = 202\d-\d\d-\d\d/);
    expect(page).not.toMatch(/1[67]\d{11}|1\.[67]\d*e\+?12/i);
  });

  test('is described by the API as texts', () => {
    const { properties } = rowSchema(bundle.spec, bundle.profile) as {
      properties: Record<string, { type: unknown; format?: string; examples: string[] }>;
    };
    expect(properties['joined']).toMatchObject({ type: ['string', 'null'], format: 'date' });
    expect(properties['joined']!.examples[0]).toMatch(/^202[12]-\d\d-\d\d$/);
    expect(properties['seen']).toMatchObject({ format: 'date-time' });
  });

  test('drifts by its dates, which are shown as such', async () => {
    const later = table.replaceAll(/\.2021,/g, '.2023,');
    const fresh = at(`${family}/later.csv`, later);
    const out = at(`${family}/drift.json`);
    const html = at(`${family}/drift.html`);
    const { err } = await run(
      driftCommand as never,
      ...['--ref', folder, '--new', fresh, '--out', out, '--html', html]
    );
    expect(err).toMatch(
      /joined +PSI \d\.\d+ .*mean 202\d-\d\d-\d\d → 202\d-\d\d-\d\d|joined +PSI .*median 202/
    );
    const report = JSON.parse(await readFile(out, 'utf8')) as {
      columns: Record<string, { kind: string; date?: boolean }>;
    };
    expect(report.columns['joined']).toMatchObject({ kind: 'number', date: true });
    expect(report.columns['amount']!.date).toBeUndefined();
    expect(await readFile(html, 'utf8')).not.toMatch(/1[67]\d{11}|1\.[67]\d*T\b/);
  });
});
