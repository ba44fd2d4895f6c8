import { createHmac } from 'node:crypto';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { writeBundle } from '../packages/bundle/src/store/write-bundle.ts';
import { commandLine, finished, ROOT, run, start } from './support/processes.ts';
import { auditOf, endServers, post, serve } from './support/server.ts';
import { describeWithSharedData } from './support/shared-data.ts';
import { syntheticParts } from './support/synthetic.ts';

const ROW = { num_age: 40, num_income: 55.5, cat_plan: 'pro', cat_city: 'Bern' };

let folder: string;
let rows: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'espalier-serving-'));
  rows = join(folder, 'rows');
  const parts = syntheticParts();
  await writeBundle(rows, parts, {});
});

afterEach(endServers);

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('files that change', () => {
  test('--watch reloads what changed, and keeps the old one when that is damaged', async () => {
    const bundle = join(folder, 'watched');
    await cp(rows, bundle, { recursive: true });
    const { url } = await serve(['--bundle', bundle, '--watch', '--watch-ms', '50']);
    const version = async () =>
      ((await (await fetch(`${url}/model`)).json()) as { version: string }).version;
    const until = async (wanted: string) => {
      for (let i = 0; i < 100 && (await version()) !== wanted; ++i) await sleep(50);
      return version();
    };
    const parts = syntheticParts();
    await writeBundle(bundle, { ...parts, spec: { ...parts.spec, version: '2.0.0' } }, {});
    expect(await until('2.0.0')).toBe('2.0.0');
    await writeFile(join(bundle, 'manifest.json'), '{}');
    await sleep(300);
    expect(await version()).toBe('2.0.0');
    await writeBundle(bundle, { ...parts, spec: { ...parts.spec, version: '3.0.0' } }, {});
    expect(await until('3.0.0')).toBe('3.0.0');
  });

  test('an audit folder that cannot be written is counted, and requests go on', async () => {
    const blocked = join(folder, 'blocked');
    await writeFile(blocked, '');
    const { url, child, ended } = await serve(['--bundle', rows], { ESPALIER_AUDIT_DIR: blocked });
    expect((await post(`${url}/predict`, [ROW])).status).toBe(200);
    const text = await (await fetch(`${url}/metrics`)).text();
    expect(text).toContain('audit_write_errors_total 1\n');
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    child.kill('SIGTERM');
    const { stdout, stderr } = await ended;
    expect(stderr).toContain(
      `warning: Cannot write "${blocked}/audit.jsonl": a part of the path is not a folder; requests are answered, but leave no audit line`
    );
    expect(stdout).toContain('the audit log cannot be written');
  });

  test.each([[[]], [['--workers', '2']]])(
    'an audit folder that cannot be written ends the start if it is required: %j',
    async args => {
      const blocked = join(folder, 'required');
      await writeFile(blocked, '');
      const line = commandLine('serve', ['--bundle', rows, '--port', '0', ...args]);
      const { exitCode, stderr } = await finished(
        start(line, { ESPALIER_AUDIT_DIR: blocked, ESPALIER_AUDIT_REQUIRED: 'true' })
      );
      expect(exitCode).toBe(1);
      expect(stderr).toContain(
        `E_FILE_UNWRITABLE: Cannot write "${blocked}/audit.jsonl": a part of the path is not a folder`
      );
    }
  );

  test('an admin token that no header can carry ends the start', async () => {
    const line = commandLine('serve', ['--bundle', rows, '--port', '0']);
    const { exitCode, stderr } = await finished(
      start(line, { ESPALIER_AUDIT_DIR: join(folder, 'audit'), ESPALIER_ADMIN_TOKEN: 'secret\n' })
    );
    expect(exitCode).toBe(2);
    expect(stderr).toContain('Cannot use ESPALIER_ADMIN_TOKEN: it ends with a line break');
  });
});

/** The first child of a process. */
async function firstWorker(pid: number): Promise<string> {
  const { stdout } = await finished(start(['ps', '--ppid', String(pid), '-o', 'pid=']));
  return stdout.trim().split(/\s+/)[0]!;
}

describe('several workers', () => {
  test.each([[undefined], ['a key']])(
    'replace a secret id by the same hash, key: %s',
    async key => {
      const server = await serve(
        ['--bundle', rows, '--workers', '2'],
        key === undefined ? {} : { ESPALIER_ID_KEY: key }
      );
      const ids = new Set<string | null>();
      for (let i = 0; i < 12; ++i) {
        const { headers } = await post(`${server.url}/predict`, [ROW], {
          connection: 'close',
          'x-request-id': 'jane@example.org'
        });
        ids.add(headers.get('x-request-id'));
      }
      expect(ids.size).toBe(1);
      const [id] = ids;
      expect(id).toMatch(/^redacted-[0-9a-f]{16}$/);
      if (key !== undefined)
        expect(id).toBe(
          `redacted-${createHmac('sha256', key).update('jane@example.org').digest('hex').slice(0, 16)}`
        );
    }
  );

  test('count together, write one audit, and reload together', async () => {
    const bundle = join(folder, 'shared');
    await cp(rows, bundle, { recursive: true });
    const server = await serve(['--bundle', bundle, '--workers', '2']);
    const ask = () => post(`${server.url}/predict`, [ROW], { connection: 'close' });
    for (let i = 0; i < 20; ++i) expect((await ask()).status).toBe(200);
    const metrics = await (await fetch(`${server.url}/metrics`)).text();
    expect(metrics).toContain('predict_requests_total 20\n');
    // A worker that ends leaves its counts behind.
    process.kill(Number(await firstWorker(server.child.pid!)), 'SIGKILL');
    await sleep(300);
    const later = await (await fetch(`${server.url}/metrics`)).text();
    expect(later).toContain('predict_requests_total 20\n');
    for (let i = 0; i < 40; ++i) expect((await ask()).status).toBe(200);
    // Whichever worker is asked, it is of all, and the same.
    const profiles = new Set<string>();
    for (let i = 0; i < 10; ++i)
      profiles.add(
        await (await fetch(`${server.url}/profile`, { headers: { connection: 'close' } })).text()
      );
    expect(profiles.size).toBe(1);
    const profile = JSON.parse([...profiles][0]!) as { rows: number };
    expect(profile.rows).toBeGreaterThanOrEqual(40);
    // What the worker that ended had counted is gone, and said to be.
    expect(profile).toMatchObject({ window: { complete: false } });
    const windowed = await (await fetch(`${server.url}/profile?since=1h`)).json();
    expect(windowed).toMatchObject({ window: { complete: false } });
    for (let i = 0; i < 19; ++i) await ask();
    expect(await (await fetch(`${server.url}/profile`)).text()).toBe([...profiles][0]);
    const parts = syntheticParts();
    await writeBundle(bundle, { ...parts, spec: { ...parts.spec, version: '2.0.0' } }, {});
    await post(`${server.url}/model/reload`, '');
    for (let i = 0; i < 10; ++i)
      expect((await ask()).json['model']).toMatchObject({ version: '2.0.0' });
    // One worker refuses a reload; each of them tells it.
    const model = await readFile(join(bundle, 'model.json'));
    await writeFile(join(bundle, 'model.json'), '{}');
    expect((await post(`${server.url}/model/reload`, '')).status).toBe(503);
    for (let i = 0; i < 6; ++i) {
      const answer = await fetch(`${server.url}/models`, { headers: { connection: 'close' } });
      expect(await answer.json()).toMatchObject({
        models: [{ version: '2.0.0', last_refusal: { code: 'E_BUNDLE_DAMAGED', count: 1 } }]
      });
    }
    expect(await (await fetch(`${server.url}/metrics`)).text()).toContain(
      'model_reload_total{model="synthetic",result="failure"} 1\n'
    );
    await writeFile(join(bundle, 'model.json'), model);
    server.child.kill('SIGTERM');
    expect((await server.ended).exitCode).toBe(0);
    const lines = await auditOf(server);
    expect(lines).toHaveLength(89);
    expect(new Set(lines.map(line => line['chain'])).size).toBeLessThanOrEqual(3);
    const verified = await run('serve', 'audit', 'verify', server.auditPath, '--json');
    expect(verified.exitCode).toBe(0);
    expect(JSON.parse(verified.stdout)).toMatchObject({ whole: true, lines: 89 });
  });
});

test('a worker that is replaced while a deployment is not whole leaves the requests to the other', async () => {
  const bundle = join(folder, 'half');
  await cp(rows, bundle, { recursive: true });
  const server = await serve(['--bundle', bundle, '--workers', '2']);
  const model = await readFile(join(bundle, 'model.json'));
  await writeFile(join(bundle, 'model.json'), '{}');
  process.kill(Number(await firstWorker(server.child.pid!)), 'SIGKILL');
  const ask = () => post(`${server.url}/predict`, [ROW], { connection: 'close' });
  await sleep(300);
  for (let i = 0; i < 40; ++i) {
    expect((await ask()).status).toBe(200);
    await sleep(50);
  }
  await writeFile(join(bundle, 'model.json'), model);
  // Then the new one listens, too.
  const chains = new Set<unknown>();
  for (let i = 0; i < 100 && chains.size < 2; ++i) {
    await sleep(100);
    const answers = await Promise.all(Array.from({ length: 8 }, ask));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    for (const line of await auditOf(server)) chains.add(line['chain']);
  }
  expect(chains.size).toBe(2);
});

test('serve audit verify tells an edited and a removed line, with exit 3', async () => {
  const server = await serve(['--bundle', rows]);
  for (let i = 0; i < 5; ++i) await post(`${server.url}/predict`, [ROW]);
  const text = await readFile(server.auditPath, 'utf8');
  const lines = text.split('\n');
  await writeFile(server.auditPath, text.replace('"num_inputs":1', '"num_inputs":2'));
  const edited = await run('serve', 'audit', 'verify', server.auditPath);
  expect(edited).toMatchObject({
    exitCode: 3,
    stderr: expect.stringContaining(':1: was edited') as unknown
  });
  await writeFile(server.auditPath, lines.filter((_, i) => i !== 2).join('\n'));
  const removed = await run('serve', 'audit', 'verify', server.auditPath);
  expect(removed).toMatchObject({
    exitCode: 3,
    stderr: expect.stringContaining(':3: 1 preceding lines') as unknown
  });
  // What copytruncate leaves behind: a file that begins within a chain. Behind its copy, all is there.
  const [copy, rest] = [`${server.auditPath}.1`, server.auditPath];
  await writeFile(
    copy,
    lines
      .slice(0, 2)
      .map(line => `${line}\n`)
      .join('')
  );
  await writeFile(rest, lines.slice(2).join('\n'));
  const cut = await run('serve', 'audit', 'verify', rest, '--json');
  expect(cut).toMatchObject({
    exitCode: 3,
    stderr: expect.stringContaining('if a rotation by copytruncate cut it off') as unknown
  });
  expect(JSON.parse(cut.stdout)).toMatchObject({
    hint: expect.stringContaining(`cat COPY ${rest}`) as unknown
  });
  expect(edited.stderr + removed.stderr).not.toContain('copytruncate');
  await writeFile(rest, (await readFile(copy, 'utf8')) + (await readFile(rest, 'utf8')));
  expect((await run('serve', 'audit', 'verify', rest)).exitCode).toBe(0);
  expect((await run('serve', 'audit', 'verify', join(folder, 'nope'))).exitCode).toBe(66);
});

describe('the published requests of the loan use', () => {
  test('single and batch, with an education that training never saw', async () => {
    const artifacts = join(folder, 'loan');
    await run(
      'train',
      '--data',
      'data/loan_approval_dataset.csv',
      '--family',
      'logistic',
      '--outdir',
      artifacts
    );
    const { url } = await serve(['--bundle', artifacts]);
    const sample = JSON.parse(
      await readFile(join(ROOT, 'data/loan_sample.json'), 'utf8')
    ) as Record<string, unknown>;
    expect(sample['education']).toBe('Post Graduate');
    const single = await post(`${url}/predict`, sample);
    expect(single).toMatchObject({
      status: 200,
      json: {
        prediction: expect.any(Number) as unknown,
        probability: expect.any(Number) as unknown,
        model_version: '1.0.0',
        timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/) as unknown,
        warnings: [{ row: 0, field: 'education' }]
      }
    });
    const batch = await post(`${url}/predict/batch`, {
      instances: [sample, { ...sample, cibil_score: 320 }]
    });
    expect(batch).toMatchObject({
      status: 200,
      json: { batch_size: 2, predictions: [{ row_id: 0 }, { row_id: 1 }] }
    });
    const health = (await (await fetch(`${url}/health`)).json()) as { status: string };
    expect(health.status).toBe('healthy');
  });
});

describeWithSharedData('risk_triad', original => {
  test('the originals roll back: the manifest, a reload, the predictions, the audit', async () => {
    const triad = join(folder, 'risk_triad');
    await mkdir(triad);
    for (const name of ['CHECKSUMS.json', 'model_manifest.json', 'model_v1.json', 'model_v2.json'])
      await writeFile(join(triad, name), await readFile(join(original, name)));
    const server = await serve(['--bundle', triad]);
    const input = {
      id: '1',
      text: 'A refund after fraud',
      features: { price: 45, units: 10, channel: 'walmart' }
    };
    const predict = async () =>
      (
        await post(
          `${server.url}/predict`,
          { inputs: [input] },
          { 'x-user-email': 'a@example.org' }
        )
      ).json;
    const activate = async (version: string) => {
      const path = join(triad, 'model_manifest.json');
      const text = await readFile(path, 'utf8');
      await writeFile(path, text.replace(/("active_model_version": )"[^"]*"/, `$1"${version}"`));
      return post(`${server.url}/model/reload`, '');
    };
    // 0.1 + 0.08 + 0.2 + 0.05 + 0.25, and by the second version 0.12 + 0.09 + 0.22 + 0.04 + 0.35
    expect(await predict()).toMatchObject({
      model: { model_version: '1.0.0' },
      predictions: [
        {
          score: 0.68,
          label: 'high_risk',
          reasons: ['mid_price', 'low_units', 'negative_signal_text']
        }
      ]
    });
    expect((await activate('2.0.0')).json).toMatchObject({
      before: { version: '1.0.0' },
      after: { version: '2.0.0' }
    });
    expect(await predict()).toMatchObject({
      model: { model_version: '2.0.0' },
      predictions: [{ score: 0.82, reasons: ['mid_price', 'low_units', 'negative_signal_text_v2'] }]
    });
    await activate('1.0.0');
    expect(await predict()).toMatchObject({ predictions: [{ score: 0.68 }] });
    const versions = (await auditOf(server)).map(line => line['model_version']);
    expect(versions).toEqual(['1.0.0', '2.0.0', '1.0.0']);
  });
});
