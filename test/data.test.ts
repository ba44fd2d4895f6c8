import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomSeeded } from '../packages/core/src/random.ts';
import { churnRows } from '../data/generate/churn.ts';
import { dataFiles } from '../data/generate/files.ts';
import { writeFiles } from '../data/generate/write-files.ts';

const DATA = fileURLToPath(new URL('../data/', import.meta.url));

const files = dataFiles();
const names = Object.keys(files);
let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'espalier-data-'));
  writeFiles(folder, files);
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

test.each(names)('%s is what the generator writes, byte for byte', name => {
  expect(readFileSync(join(folder, name)).equals(readFileSync(join(DATA, name)))).toBe(true);
});

test('every committed table, report and rule file is generated', () => {
  const committed = readdirSync(DATA, { recursive: true, encoding: 'utf8' })
    .map(name => name.replaceAll('\\', '/'))
    .filter(name => /\.(csv|json|jsonl)$/.test(name));
  expect(committed.sort()).toEqual(names.toSorted());
});

describe('tables', () => {
  test.each([
    ['customer_churn_synth.csv', 24_000, /,1$/, 0.3165],
    ['churn_ref_sample.csv', 800, /,1$/, 0.3165],
    ['adult_synth.csv', 12_000, /,1$/, 0.24],
    ['adult_ref_sample.csv', 500, /,1$/, 0.24],
    ['loan_approval_dataset.csv', 4300, /, Approved$/, 0.622],
    ['titanic.csv', 891, /^\d+,1,/, 0.384]
  ])('%s has %i rows and the expected share of its target', (name, numRows, positive, share) => {
    const rows = rowsOf(name);
    expect(rows).toHaveLength(numRows);
    expect(Math.abs(rows.filter(row => positive.test(row)).length / numRows - share)).toBeLessThan(
      0.02
    );
  });

  test('only titanic.csv has empty cells: Age, Cabin and two of Embarked', () => {
    const emptyByTable = names
      .filter(name => name.endsWith('.csv'))
      .map(name => [name, rowsOf(name).filter(row => /,(,|$)/.test(row)).length] as const);
    expect(emptyByTable.filter(([, n]) => n > 0).map(([name]) => name)).toEqual(['titanic.csv']);
    // a name is quoted and holds one comma, so the cells before and after it are counted apart
    const tails = rowsOf('titanic.csv').map(row => row.slice(row.lastIndexOf('"') + 2).split(','));
    const numEmpty = (column: number) => tails.filter(cells => cells[column] === '').length;
    expect(numEmpty(1)).toBeGreaterThan(150);
    expect(numEmpty(1)).toBeLessThan(205);
    expect(numEmpty(6)).toBeGreaterThan(650);
    expect(numEmpty(6)).toBeLessThan(725);
    expect(numEmpty(7)).toBe(2);
  });

  test('loan_approval_dataset.csv keeps the odd format of the published table', () => {
    const lines = files['loan_approval_dataset.csv']!.split('\r\n');
    expect(lines[0]).toMatch(/^loan_id, no_of_dependents, education, .*, loan_status$/);
    expect(lines.at(-1)).toBe('');
    const rows = lines.slice(1, -1);
    expect(rows.every(row => LOAN_ROW.test(row))).toBe(true);
    const numNegative = rows.filter(row => row.includes(',-100000,')).length;
    expect(numNegative).toBeGreaterThan(10);
    expect(numNegative).toBeLessThan(50);
  });
});

describe('samples for monitoring', () => {
  test('drift_latest.json finds latency and downtime changed, and nothing else near the threshold', () => {
    const report = JSON.parse(files['drift_latest.json']!) as DriftReport;
    expect(Object.keys(report)).toEqual(['threshold', 'overall_drift', 'features']);
    expect(report).toMatchObject({ threshold: 0.2, overall_drift: true });
    for (const [name, psi] of Object.entries(report.features)) {
      if (name === 'avg_latency_ms' || name === 'downtime_hours_30d')
        expect(psi).toBeGreaterThan(0.25);
      else expect(psi).toBeLessThan(0.12);
    }
    expect(Object.keys(report.features)).toHaveLength(12);
  });

  test('metrics_history.jsonl is hourly and its last ten points are bad enough to be critical with drift', () => {
    const points = files['metrics_history.jsonl']!.trimEnd()
      .split('\n')
      .map(line => JSON.parse(line) as Point);
    expect(points).toHaveLength(240);
    const times = points.map(({ ts }) => Date.parse(`${ts}Z`));
    expect(times.slice(1).every((time, i) => time - times[i]! === 3_600_000)).toBe(true);
    const last = points.at(-1)!;
    const week = points.slice(-169, -1);
    expect(dropPct(week, last, 'roc_auc')).toBeGreaterThan(4);
    expect(dropPct(week, last, 'pr_auc')).toBeGreaterThan(5.5);
    expect(points.slice(-10).every(({ latency_p95_ms }) => latency_p95_ms > 400)).toBe(true);
    expect(points.slice(0, -10).every(({ latency_p95_ms }) => latency_p95_ms < 300)).toBe(true);
  });
});

test('risk_triad/CHECKSUMS.json has the sha256 of every other file in the folder', () => {
  const checksums = JSON.parse(
    readFileSync(join(DATA, 'risk_triad/CHECKSUMS.json'), 'utf8')
  ) as object;
  const actual = readdirSync(join(DATA, 'risk_triad'))
    .filter(name => name !== 'CHECKSUMS.json')
    .map(name => {
      const bytes = readFileSync(join(DATA, 'risk_triad', name));
      return [name, createHash('sha256').update(bytes).digest('hex')] as const;
    });
  expect(checksums).toEqual(Object.fromEntries(actual));
});

test('churnRows() draws fresh windows of the same population', () => {
  const [first, second] = [1, 2].map(seed => churnRows(4000, randomSeeded(seed)));
  expect(first).not.toEqual(second);
  const share = (rows: typeof first) => rows!.filter(row => row.churned === 1).length / 4000;
  expect(Math.abs(share(first) - share(second))).toBeLessThan(0.04);
});

interface DriftReport {
  features: Record<string, number>;
}

interface Point {
  ts: string;
  roc_auc: number;
  pr_auc: number;
  latency_p95_ms: number;
}

const LOAN_ROW =
  /^\d+,\d, (Not )?Graduate, (Yes|No),\d+,\d+,\d+,\d{3},-?\d+,\d+,\d+,\d+, (Approved|Rejected)$/;

const rowsOf = (name: string): string[] => files[name]!.trimEnd().split(/\r?\n/).slice(1);

function dropPct(before: readonly Point[], last: Point, metric: 'roc_auc' | 'pr_auc'): number {
  const sorted = before.map(point => point[metric]).sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const median = (sorted[Math.ceil(middle) - 1]! + sorted[Math.floor(middle)]!) / 2;
  return (100 * (median - last[metric])) / median;
}
