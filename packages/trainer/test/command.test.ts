import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { openBundle } from '@espalier/bundle';
import { runCommand } from '../../cli/src/run-command.ts';
import { formatDatasetSpec } from '@espalier/core/contracts';
import { metricsSchema } from '@espalier/core/contracts';
import { fairnessSchema } from '../../core/src/contracts/fairness.ts';
import { trainCommand } from '../src/command.ts';
import { fakeIo } from '../../../test/support/fake-io.ts';
import { SYNTHETIC_SPEC, syntheticCsv, syntheticRows } from '../../../test/support/synthetic.ts';

let folder: string;
let data: string;
let outdir: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'espalier-train-'));
  data = join(folder, 'table.csv');
  outdir = join(folder, 'out');
  await writeFile(data, syntheticCsv(syntheticRows(600, 21)));
  await writeFile(join(folder, 'table.yaml'), formatDatasetSpec(SYNTHETIC_SPEC));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function train(...args: string[]) {
  const io = fakeIo();
  const exitCode = await runCommand(trainCommand, args, io);
  return { exitCode, out: io.out(), err: io.err() };
}

describe('train', () => {
  test('writes every file of a bundle and says what it is worth', async () => {
    const { exitCode, out, err } = await train('--data', data, '--outdir', outdir);
    expect({ exitCode, out }).toEqual({ exitCode: 0, out: '' });
    expect(err).toMatch(/ROC-AUC 0\.\d{4}/);
    expect((await readdir(outdir)).sort()).toEqual([
      'dataset.yaml',
      'decision.json',
      'fairness.json',
      'feature_importances.csv',
      'feature_pipeline.json',
      'manifest.json',
      'metrics.json',
      'model.json',
      'profile.json',
      'report.html'
    ]);
    const metrics = metricsSchema.parse(
      JSON.parse(await readFile(join(outdir, 'metrics.json'), 'utf8'))
    );
    expect(metrics).toMatchObject({
      rows_train: 480,
      rows_validation: 120,
      seed: 42,
      gate: 'none',
      timestamp: '2026-01-02T03:04:05.000Z'
    });
    expect((await openBundle(outdir)).metrics).toEqual(metrics);
  });

  test('gives the same bytes twice, clock aside', async () => {
    await train('--data', data, '--outdir', join(folder, 'a'));
    await train('--data', data, '--outdir', join(folder, 'b'));
    const { manifest: a } = await openBundle(join(folder, 'a'));
    const { manifest: b } = await openBundle(join(folder, 'b'));
    expect(b.content_sha256).toBe(a.content_sha256);
    for (const name of Object.keys(a.files))
      if (name !== 'metrics.json') expect(b.files[name]).toBe(a.files[name]);
  });

  test('measures fairness where the spec names sensitive columns, and only there', async () => {
    const { err } = await train('--data', data, '--outdir', outdir);
    expect(err).toContain('fairness at threshold 0.5');
    const fairness = fairnessSchema.parse(
      JSON.parse(await readFile(join(outdir, 'fairness.json'), 'utf8'))
    );
    expect(Object.keys(fairness.columns)).toEqual(['cat_group']);
    expect(fairness.overall.rows).toBe(120);
    await writeFile(
      join(folder, 'table.yaml'),
      formatDatasetSpec({ ...SYNTHETIC_SPEC, sensitive: [], ignore: ['cat_group'] })
    );
    await train('--data', data, '--outdir', outdir);
    expect(await readdir(outdir)).not.toContain('fairness.json');
  });

  test('--json is one document on standard output', async () => {
    const { out } = await train('--data', data, '--outdir', outdir, '--json');
    expect(JSON.parse(out)).toMatchObject({ name: 'synthetic', metrics: { family: 'gbdt' } });
  });

  test('a gate that is not met is exit 3, with the artifacts and how far', async () => {
    await writeFile(
      join(folder, 'table.yaml'),
      formatDatasetSpec({ ...SYNTHETIC_SPEC, train: { gate: { roc_auc: 0.999 } } })
    );
    const { exitCode, err } = await train('--data', data, '--outdir', outdir);
    expect(exitCode).toBe(3);
    expect(err).toMatch(/gate failed: ROC-AUC 0\.\d+ is 0\.\d+ under the gate of 0\.999/);
    expect((await openBundle(outdir)).metrics.gate).toBe('failed');
  });

  test('infers a spec where there is none, and writes it down', async () => {
    await rm(join(folder, 'table.yaml'));
    const { exitCode, err } = await train(
      '--data',
      data,
      '--target',
      'bin_bought',
      '--outdir',
      outdir
    );
    expect(exitCode).toBe(0);
    expect(err).toContain('num_age: number');
    expect(err).toContain('cat_plan: category');
    expect(await readFile(join(outdir, 'dataset.yaml'), 'utf8')).toContain('positive: ');
  });

  test.each<[string, string[], number, RegExp]>([
    ['no data', [], 2, /required option '--data/],
    ['an unknown flag', ['--data', 'DATA', '--outdri', 'x'], 2, /Did you mean --outdir/],
    ['a share of 1', ['--data', 'DATA', '--validation', '1'], 2, /between 0 and 1/],
    [
      'a family that there is not',
      ['--data', 'DATA', '--family', 'forest'],
      2,
      /Allowed choices are auto, gbdt, logistic, mlp/
    ],
    [
      'a threshold that is none',
      ['--data', 'DATA', '--threshold', '1.5'],
      2,
      /a number from 0 to 1, f1 or youden/
    ],
    [
      'a mitigation without a column',
      ['--data', 'DATA', '--mitigate', 'reweighing'],
      2,
      /expected reweighing:COLUMN or thresholds:COLUMN/
    ],
    [
      'a mitigation by a column that is not sensitive',
      ['--data', 'DATA', '--mitigate', 'reweighing:num_age'],
      2,
      /Name one of cat_group/
    ],
    ['a missing file', ['--data', 'none.csv'], 66, /E_FILE_MISSING/],
    [
      'a target beside a spec for another',
      ['--data', 'DATA', '--spec', 'SPEC', '--target', 'num_age'],
      2,
      /E_USAGE/
    ],
    [
      'a positive value that no row has',
      ['--data', 'DATA', '--positive', 'maybe'],
      65,
      /E_TARGET_INVALID/
    ],
    ['an outdir under a file', ['--data', 'DATA', '--outdir', 'DATA/out'], 1, /E_FILE_UNWRITABLE/]
  ])('%s: exit code and message', async (_what, args, exitCode, message) => {
    const real = args.map(arg =>
      arg.replace('DATA', data).replace('SPEC', join(folder, 'table.yaml'))
    );
    const result = await train(...real);
    expect(result.exitCode).toBe(exitCode);
    expect(result.err).toMatch(message);
  });

  test('refuses a feature that holds the answer, by name, until it is allowed by name', async () => {
    const lines = syntheticCsv(syntheticRows(600, 23)).trimEnd().split('\n');
    const leaky = lines.map(
      (line, i) => `${line},${i === 0 ? 'num_leak' : line.endsWith('yes') ? '9' : '1'}`
    );
    await writeFile(data, `${leaky.join('\n')}\n`);
    await rm(join(folder, 'table.yaml'));
    const args = ['--data', data, '--target', 'bin_bought', '--outdir', outdir];
    const { exitCode, err } = await train(...args);
    expect(exitCode).toBe(65);
    expect(err).toMatch(
      /E_CHECK_FAILED[\s\S]*num_leak: predicts the target alone: ROC-AUC 1\.0000/
    );
    // The inferred spec is kept, so that it can be changed.
    expect(await readdir(outdir)).toEqual(['table.inferred.yaml']);
    expect(err).toContain('--spec');
    expect((await train(...args, '--allow', 'leak:num_leak')).exitCode).toBe(0);
  });

  test('names three ragged rows of 24,000 by line and leaves a good bundle alone', async () => {
    await train('--data', data, '--outdir', outdir);
    const before = await readFile(join(outdir, 'manifest.json'), 'utf8');
    const lines = syntheticCsv(syntheticRows(24_000, 22)).split('\n');
    for (const line of [700, 12_345, 23_999]) lines[line - 1] = `${lines[line - 1]!},surplus`;
    await writeFile(data, lines.join('\n'));
    const { exitCode, err } = await train('--data', data, '--outdir', outdir);
    expect(exitCode).toBe(65);
    for (const line of [700, 12_345, 23_999])
      expect(err).toContain(`table.csv:${line}: 7 fields; expected 6`);
    expect(await readFile(join(outdir, 'manifest.json'), 'utf8')).toBe(before);
  });
});
