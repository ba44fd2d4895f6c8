import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { writeBundle } from '@espalier/bundle';
import { randomSeeded, shuffle } from '@espalier/core';
import { runCommand } from '../../cli/src/run-command.ts';
import { driftCommand } from '../src/command.ts';
import { type FullReport, fullReportSchema } from '../src/compare/report-schema.ts';
import { fakeIo } from '../../../test/support/fake-io.ts';
import { type Synthetic, syntheticCsv } from '../../../test/support/synthetic.ts';
import { calibratedParts, labelledRows } from './support/calibrated-bundle.ts';

const parts = calibratedParts(3000, 5);
let folder: string;
const at = (name: string): string => join(folder, name);

function write(name: string, rows: Synthetic): string {
  writeFileSync(at(name), syntheticCsv(rows));
  return at(name);
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'drift-labels-'));
  const rows = labelledRows(parts, 3000, 5);
  const positives = rows.labels.reduce((sum, label) => sum + label, 0);
  const profile = { ...parts.profile, labels: { count: 3000, positives } };
  await writeBundle(at('bundle'), { ...parts, profile }, {});
  write('ref.csv', rows);
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function drift(...args: readonly string[]) {
  const io = fakeIo({});
  const outputs = ['out.json', 'x.html', 'x.md', 'x.xml', 'x.prom'].map(at);
  const flags = ['--out', '--html', '--markdown', '--junit', '--prometheus'];
  const exitCode = await runCommand(
    driftCommand,
    [...args, '--skip-domain', ...flags.flatMap((flag, i) => [flag, outputs[i]!])],
    io
  );
  const [json, html, markdown, junit, prometheus] = outputs.map(path => readFileSync(path, 'utf8'));
  const report: FullReport = fullReportSchema.parse(JSON.parse(json!));
  return { exitCode, report, stderr: io.err(), html, markdown, junit, prometheus };
}

describe('labels of the new rows, that no longer follow from the features', () => {
  let dealt: string;
  beforeAll(() => {
    const rows = labelledRows(parts, 1500, 6);
    const order = shuffle(Uint32Array.from(rows.labels.keys()), randomSeeded(3));
    dealt = write('dealt.csv', {
      ...rows,
      labels: Uint8Array.from(order, row => rows.labels[row]!)
    });
  });

  test.each([
    ['a bundle', ['--ref', 'bundle']],
    ['two tables', ['--ref', 'ref.csv', '--bundle', 'bundle']]
  ])('are loud in every output, of %s', async (_, given) => {
    const args = given.map(word => (word.startsWith('--') ? word : at(word)));
    const found = await drift(...args, '--new', dealt, '--fail-on-drift');
    const { report, exitCode, stderr, html, markdown, junit, prometheus } = found;
    expect(exitCode).toBe(3);
    expect(report).toMatchObject({ overall_drift: false });
    expect(report.performance).toMatchObject({ valid: false, estimate: null });
    const { roc_auc, verdict } = report.performance!.realised!;
    expect(Math.abs(roc_auc! - 0.5)).toBeLessThan(0.06);
    expect(verdict).toBe('worse');
    const words = `By its labels the model does worse: ROC-AUC ${roc_auc!.toFixed(3)}`;
    for (const text of [stderr, html, markdown]) {
      expect(text).toContain(words);
      expect(text).toContain('The estimate without labels does not hold');
    }
    expect(html).toContain('Measured by the labels');
    expect(html).not.toContain('Estimated without labels');
    expect(junit).toMatch(/name="realised_performance"><failure/);
    expect(junit).toMatch(/name="estimate_agrees_with_labels"><failure/);
    expect(junit).toContain('name="label_shift"/>');
    expect(prometheus).toContain(`espalier_drift_realised_metric{metric="roc_auc"} ${roc_auc!}\n`);
    expect(prometheus).toContain('espalier_drift_realised_rows 1500\n');
    expect(prometheus).toContain('espalier_drift_estimate_agrees 0\n');
    expect(prometheus).toContain('espalier_drift_model_info{name="synthetic",version="1.0.0"} 1\n');
  });
});

test('labels that follow stand beside the estimate', async () => {
  const fresh = write('steady.csv', labelledRows(parts, 1500, 7));
  const { exitCode, report, stderr, html, junit } = await drift(
    '--ref',
    at('bundle'),
    '--new',
    fresh,
    '--fail-on-drift'
  );
  expect(exitCode).toBe(0);
  expect(report.performance).toMatchObject({ valid: true, realised: { verdict: 'as_before' } });
  expect(stderr).toMatch(
    /By the labels of 1500 new rows: ROC-AUC 0\.\d{3} \(0\.\d{3} to 0\.\d{3}\)/
  );
  expect(stderr).toMatch(/Estimated without labels: .*; the labels agree/);
  for (const words of ['Measured by the labels', 'Estimated without labels'])
    expect(html).toContain(words);
  expect(junit).toContain('name="estimate_agrees_with_labels"/>');
  expect(report.model).toMatchObject({ name: 'synthetic' });
});

test('some labels are used, and counted', async () => {
  const rows = labelledRows(parts, 1500, 8);
  const lines = syntheticCsv(rows).split('\n');
  // The target is the last column; most of its cells are still empty.
  const partly = lines.map((line, i) => (i > 0 && i % 3 > 0 ? line.replace(/,[^,]*$/, ',') : line));
  writeFileSync(at('partly.csv'), partly.join('\n'));
  const { report, stderr } = await drift('--ref', at('bundle'), '--new', at('partly.csv'));
  expect(report.performance!.realised).toMatchObject({ rows: 500, unlabelled: 1000 });
  expect(report.labels!.rows.new).toBe(500);
  expect(stderr).toContain('By the labels of 500 of 1500 new rows');
});

test('a label shift over the threshold is part of the verdict, and stops a pipeline', async () => {
  const fresh = write('more.csv', labelledRows(parts, 1500, 9, { intercept: 2 }));
  const { exitCode, report, stderr, junit } = await drift(
    '--ref',
    at('bundle'),
    '--new',
    fresh,
    '--fail-on-drift'
  );
  expect(report).toMatchObject({ overall_drift: false, labels: { verdict: 'drift' } });
  expect(exitCode).toBe(3);
  expect(stderr).toMatch(
    /The positive labels went from \d+\.\d% to \d+\.\d% \(PSI 0\.\d{3}\); no drift: none of \d columns/
  );
  expect(junit).toMatch(/name="label_shift"><failure message="Positive labels: /);
});

test('rows that cannot be scored are no silence about the model', async () => {
  const rows = labelledRows(parts, 500, 10);
  const table = { ...rows.table, columns: rows.table.columns.slice(1) };
  const lines = syntheticCsv(rows).split('\n');
  const header = lines[0]!.split(',');
  const first = header.indexOf(rows.table.columns[0]!.name);
  expect(table.columns).toHaveLength(rows.table.columns.length - 1);
  const without = lines.map(line =>
    line
      .split(',')
      .filter((_, j) => j !== first)
      .join(',')
  );
  writeFileSync(at('narrow.csv'), without.join('\n'));
  const { report, stderr } = await drift('--ref', at('bundle'), '--new', at('narrow.csv'));
  expect(report.performance).toMatchObject({ valid: false, estimate: null });
  expect(stderr).toContain('Performance cannot be estimated without labels: broken: ');
});
