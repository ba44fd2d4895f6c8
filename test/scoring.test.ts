import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { openBundle } from '../packages/bundle/src/store/open-bundle.ts';
import { randomSeeded } from '../packages/core/src/random.ts';
import { HAS_TENSORFLOW } from './support/extras.ts';
import { commandLine, finished, ROOT, run, start } from './support/processes.ts';
import { endServers, post, serve } from './support/server.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const file = temporaryFolder();

afterEach(endServers);

type Row = Record<string, string | number | null>;

interface Scored {
  readonly probability: number;
  readonly class: number;
}

async function ok(...line: Parameters<typeof run>): Promise<void> {
  const { exitCode, stderr } = await run(...line);
  if (exitCode !== 0) throw new Error(stderr);
}

/** The rows of a CSV file without quotes, as a client would send them. */
async function readPlainCsv(path: string): Promise<Row[]> {
  const [header, ...lines] = (await readFile(path, 'utf8')).trim().split(/\r?\n/);
  const names = header!.split(',').map(name => name.trim());
  return lines.map(line =>
    Object.fromEntries(
      line.split(',').map((cell, i): [string, string | number | null] => {
        const text = cell.trim();
        const isNumber = text !== '' && Number.isFinite(Number(text));
        return [names[i]!, text === '' ? null : isNumber ? Number(text) : text];
      })
    )
  );
}

async function readLines<T>(path: string): Promise<T[]> {
  return (await readFile(path, 'utf8'))
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as T);
}

/** The API's answers, through whichever contract the model has. */
async function askServer(bundle: string, rows: readonly Row[]): Promise<Scored[]> {
  const { url } = await serve(['--bundle', bundle]);
  const isBatch = (await fetch(`${url}/predict/batch`, { method: 'POST' })).status !== 404;
  const answers: Scored[] = [];
  for (let at = 0; at < rows.length; at += 500) {
    const part = rows.slice(at, at + 500);
    const { status, json } = isBatch
      ? await post(`${url}/predict/batch`, { instances: part })
      : await post(`${url}/predict`, part);
    expect(status).toBe(200);
    const predictions = json['predictions'] as (Scored & { prediction?: number })[];
    answers.push(
      ...predictions.map(given => ({
        probability: given.probability,
        class: given.prediction ?? given.class
      }))
    );
  }
  return answers;
}

/** Rows of a file of CSV that are enough to meet every level. */
const NUM_ROWS = 2000;

describe('score answers as the API does, to the last bit', () => {
  test.each([
    ['churn', 'customer_churn_synth', 'logistic'],
    ...(HAS_TENSORFLOW ? [['churn', 'customer_churn_synth', 'mlp'] as const] : []),
    ['adult', 'adult_synth', 'gbdt'],
    ['loan', 'loan_approval_dataset', 'gbdt']
  ])('%s (%s, %s)', async (name, table, family) => {
    const lines = (await readFile(join(ROOT, `data/${table}.csv`), 'utf8')).split('\n');
    const data = file(`${name}-${family}.csv`, `${lines.slice(0, NUM_ROWS + 1).join('\n')}\n`);
    const bundle = file(`${name}-${family}`);
    await run('train', '--data', `data/${table}.csv`, '--family', family, '--outdir', bundle);
    const out = file(`${name}-${family}.out.csv`);
    await ok(
      'score',
      '--bundle',
      bundle,
      '--data',
      data,
      '--out',
      out,
      '--keep',
      'none',
      '--class'
    );
    const scored = await readPlainCsv(out);
    const asked = await askServer(bundle, await readPlainCsv(data));
    expect(scored).toHaveLength(NUM_ROWS);
    expect(asked).toHaveLength(NUM_ROWS);
    const differing = scored.filter(
      ({ probability, class: label }, i) =>
        !Object.is(probability, asked[i]!.probability) || label !== asked[i]!.class
    );
    expect(differing).toEqual([]);
  });

  test('titanic: its scored rows as JSON Lines are a request, with the same answers', async () => {
    const bundle = file('titanic');
    await ok('train', '--data', 'data/titanic.csv', '--outdir', bundle);
    const out = file('titanic.jsonl');
    const args = ['--bundle', bundle, '--data', 'data/titanic.csv', '--class'];
    await ok('score', ...args, '--out', out);
    const rows = await readLines<Row & Scored>(out);
    const asked = await askServer(
      bundle,
      rows.map(({ probability: _p, class: _c, ...row }) => row)
    );
    expect(rows.map(({ probability, class: label }) => ({ probability, class: label }))).toEqual(
      asked
    );

    // What was written can be scored again, from each format, to the same bits.
    for (const extension of ['parquet', 'csv.gz']) {
      const copy = file(`titanic.${extension}`);
      await ok('score', ...args, '--out', copy);
      const again = file(`titanic.${extension}.jsonl`);
      const rescore = ['--bundle', bundle, '--data', copy, '--out', again, '--prefix', 'again_'];
      await ok('score', ...rescore, '--keep', 'probability');
      const both = await readLines<{ probability: unknown; again_probability: number }>(again);
      expect(both.map(row => row.again_probability)).toEqual(asked.map(row => row.probability));
      expect(both.map(row => Number(row.probability))).toEqual(asked.map(row => row.probability));
    }
  });
});

test('a table as people write it: its scored rows as JSON Lines are a request, with the same answers', async () => {
  const random = randomSeeded(12);
  const lines = Array.from({ length: 400 }, (_, i) => {
    const income = 1000 + 90_000 * random();
    const share = 100 * random();
    const plan = ['basic', 'plus', 'team'][Math.floor(3 * random())]!;
    const day = `${String(1 + (i % 28)).padStart(2, '0')}.0${1 + (i % 9)}.2025`;
    const money = `${Math.floor(income / 1000)}.${String(Math.floor(income) % 1000).padStart(3, '0')},${String(i % 100).padStart(2, '0')}`;
    const y = income / 900 + share + 40 * random() > 110 ? 'ja' : 'nein';
    return [
      random() < 0.05 ? 'k.A.' : money,
      random() < 0.05 ? 'N/A' : `${share.toFixed(1).replace('.', ',')} %`,
      plan,
      day,
      y
    ].join(';');
  });
  const text = `Einkommen;Anteil;Tarif;seit;Ende\n${lines.join('\n')}\n`;
  const data = file('written/written.csv', text);
  const bundle = file('written/model');
  const reading = ['--read', 'missing_values=k.A.,N/A', '--read', 'dates=parts'];
  const target = ['--target', 'Ende', '--positive', 'ja'];
  await ok('train', '--data', data, ...target, ...reading, '--outdir', bundle);
  const out = file('written/out.jsonl');
  await ok('score', '--bundle', bundle, '--data', data, '--out', out);
  const rows = await readLines<Row & Scored>(out);
  const { encodeRows, score, spec } = await openBundle(bundle);
  expect(Object.values(spec.features).map(({ kind }) => kind)).toEqual([
    'number',
    'number',
    'category',
    'date'
  ]);
  const { table, problems } = encodeRows(rows);
  expect(problems).toEqual([]);
  expect(rows.map(({ probability }) => probability)).toEqual([...score(table)]);
});

test('a killed score leaves neither an output nor a temporary file', async () => {
  const bundle = file('killed');
  await ok('train', '--data', 'data/titanic.csv', '--outdir', bundle);
  const lines = (await readFile(join(ROOT, 'data/titanic.csv'), 'utf8')).trim().split('\n');
  const many = [lines[0], ...Array.from({ length: 400 }, () => lines.slice(1)).flat()];
  const data = file('killed.csv', `${many.join('\n')}\n`);
  const out = file('killed-out/x.csv', '').replace('x.csv', 'scored.csv');
  const child = start(commandLine('score', ['--bundle', bundle, '--data', data, '--out', out]));
  const ended = finished(child);
  const folder = join(out, '..');
  while ((await readdir(folder)).length < 2) await new Promise(resolve => setTimeout(resolve, 5));
  child.kill('SIGTERM');
  expect((await ended).signal).toBe('SIGTERM');
  expect(await readdir(folder)).toEqual(['x.csv']);
});
