import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ROOT, run } from '../support/processes.ts';
import { endServers, post, serve } from '../support/server.ts';
import { describeWhere } from '../support/where.ts';

/** A Python with the packages of test/interop/clients.txt; their versions of pandas are not those of requirements.txt. */
const PYTHON =
  process.env['ESPALIER_CLIENTS_PYTHON'] ??
  join(ROOT, 'node_modules/.cache/clients-venv/bin/python');

const TABLES = {
  loan: 'loan_approval_dataset',
  churn: 'customer_churn_synth',
  titanic: 'titanic'
} as const;
type Name = keyof typeof TABLES;

type Row = Readonly<Record<string, number | string | null>>;

interface Scored {
  readonly probability: readonly number[];
  readonly class: readonly number[];
}

interface Tensors {
  readonly id: string;
  readonly floats?: 'FP64' | 'FP32';
  readonly outputs: Scored;
}

let folder: string;
let host: string;
const models = {} as Record<Name, { readonly name: string; readonly rows: readonly Row[] }>;

async function client(script: string, table: Name): Promise<Record<string, unknown>> {
  const { name, rows } = models[table];
  const path = fileURLToPath(new URL(`clients/${script}`, import.meta.url));
  const output = await new Promise<string>((resolve, reject) => {
    const child = execFile(PYTHON, ['-W', 'ignore', path], { maxBuffer: 1e8 }, (error, stdout) => {
      if (error === null) resolve(stdout);
      else reject(new Error(`${script} failed`, { cause: error }));
    });
    // MLflow's client finds the model by its port alone.
    child.stdin!.end(JSON.stringify({ host, model: name, rows }));
  });
  return JSON.parse(output) as Record<string, unknown>;
}

/** What /predict answers. */
async function score(table: Name, rows: readonly Row[] = models[table].rows): Promise<Scored> {
  const url = `http://${host}/models/${models[table].name}/predict`;
  const { status, json } = await (table === 'loan'
    ? post(`${url}/batch`, { instances: rows })
    : post(url, rows));
  if (status !== 200) throw new Error(JSON.stringify(json));
  const predictions = json['predictions'] as Readonly<Record<string, number>>[];
  return {
    probability: predictions.map(({ probability }) => probability!),
    class: predictions.map(one => (one['class'] ?? one['prediction'])!)
  };
}

function columnsOf(predictions: readonly { probability: number; class: number }[]): Scored {
  return {
    probability: predictions.map(({ probability }) => probability),
    class: predictions.map(one => one.class)
  };
}

function expectScores(found: Scored, wanted: Scored): void {
  expect(found.class).toEqual(wanted.class);
  expect(found.probability).toHaveLength(wanted.probability.length);
  found.probability.forEach((probability, i) => {
    expect(Math.abs(probability - wanted.probability[i]!)).toBeLessThanOrEqual(1e-12);
  });
}

/** The rows with their numbers in single precision. */
function roundToSingle(rows: readonly Row[]): Row[] {
  return rows.map(row =>
    Object.fromEntries(
      Object.entries(row).map(([name, cell]) => [
        name,
        typeof cell === 'number' ? Math.fround(cell) : cell
      ])
    )
  );
}

describeWhere(existsSync(PYTHON), 'no Python with test/interop/clients.txt')(
  'clients from PyPI',
  () => {
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'espalier-clients-'));
      for (const [table, file] of Object.entries(TABLES)) {
        const outdir = join(folder, table);
        const { exitCode, stderr } = await run(
          ...(['train', '--data', `data/${file}.csv`, '--outdir', outdir] as const),
          ...(['--family', 'gbdt'] as const)
        );
        if (exitCode !== 0) throw new Error(stderr);
        const { name, golden } = JSON.parse(
          readFileSync(join(outdir, 'manifest.json'), 'utf8')
        ) as { name: string; golden: { rows: Row[] } };
        models[table as Name] = { name, rows: golden.rows };
      }
    }, 300_000);

    afterAll(async () => {
      await endServers();
      await rm(folder, { recursive: true, force: true });
    });

    describe.each(Object.keys(TABLES) as Name[])('%s', table => {
      beforeAll(async () => {
        const others = (Object.keys(TABLES) as Name[]).filter(name => name !== table);
        const bundles = [table, ...others].flatMap(name => ['--bundle', join(folder, name)]);
        const { url } = await serve(bundles);
        host = new URL(url).host;
      }, 60_000);

      afterAll(endServers);

      test('there are missing cells among its rows', () => {
        expect(models[table].rows.flatMap(row => Object.values(row))).toContain(null);
      });

      test('tritonclient: bytes and JSON, packed and not, in both precisions', async () => {
        const told = await client('triton.py', table);
        const wanted = {
          FP64: await score(table),
          FP32: await score(table, roundToSingle(models[table].rows))
        };
        expect(told).toMatchObject({ is_live: true, is_ready: true });
        expect(told['answers']).toHaveLength(72);
        for (const { id, floats, outputs } of told['answers'] as Tensors[]) {
          expect(id).toBe('triton-1');
          expectScores(outputs, wanted[floats!]);
        }
        expect(told['unknown_model']).toMatch(/^404 E_MODEL_UNKNOWN: /);
        expect(told['missing_column']).toMatch(/^400 E_FIELD_MISSING: /);
      }, 60_000);

      test('kserve: bytes and JSON', async () => {
        const told = await client('kserve_client.py', table);
        const wanted = await score(table);
        expect(told['is_ready']).toBe(true);
        expect(told['answers']).toHaveLength(4);
        for (const { id, outputs } of told['answers'] as Tensors[]) {
          expect(id).toBe('kserve-1');
          expectScores(outputs, wanted);
        }
      }, 60_000);

      test('MLflow: frames with NaN, every form, CSV', async () => {
        const told = await client('mlflow_client.py', table);
        const wanted = await score(table);
        const answers = told['answers'] as Record<string, Parameters<typeof columnsOf>[0]>;
        for (const [form, predictions] of Object.entries(answers)) {
          expect([form, predictions]).toEqual([form, expect.any(Array)]);
          expectScores(columnsOf(predictions), wanted);
        }
        expectScores(
          columnsOf(told['single'] as Parameters<typeof columnsOf>[0]),
          await score(table, roundToSingle(models[table].rows))
        );
        expect(told['explained']).toEqual(
          models[table].rows.map(() => ['class', 'probability', 'reasons'])
        );
        expect(told['infinite']).toMatch(/^400 .*E_FIELD_INVALID.*not finite/);
        expect(told['empty']).toMatch(/^400 .*is empty/);
        expect(told['version']).toMatch(/^\d+\.\d+\.\d+$/);
      }, 60_000);
    });
  }
);
