import { describe, expect, test } from '@jest/globals';
import { normal, profileTable, type Random, randomSeeded } from '@espalier/core';
import { addBlock, createCounters } from '../../src/inputs/count-rows.ts';
import { compareSamples, type CompareSettings, compareTables } from '../../src/compare/compare.ts';
import type { ColumnReport } from '../../src/compare/report-schema.ts';
import { createProfileSample } from '../../src/pair/sample.ts';
import { numbers, tableOf } from '../support/tables.ts';

const SETTINGS: CompareSettings = { threshold: 0.2, policy: 'any', disclose: () => 'aggregates' };

type Draw = (random: Random) => number;

/** Compare two tables, or the published profile of the first with the second. */
function compare(reference: number[], fresh: number[], isProfile = false): ColumnReport {
  const [before, now] = [tableOf(numbers('x', reference)), tableOf(numbers('x', fresh))];
  if (!isProfile) return compareTables(before, now, SETTINGS).columns['x']!;
  const profile = profileTable(before, { features: {} });
  const counters = createCounters(profile.columns);
  addBlock(counters, now);
  const columns = new Map([
    ['x', { of: 'counts' as const, counts: counters.get('x')!.counts() }]
  ] as const);
  const sample = { numRows: now.numRows, columns, faults: new Map() };
  return compareSamples(createProfileSample(profile), sample, SETTINGS).columns['x']!;
}

function drawn(n: number, seed: number, draw: Draw): number[] {
  const random = randomSeeded(seed);
  return Array.from({ length: n }, () => draw(random));
}

const exponential = (random: Random): number => -Math.log(1 - random()) * 40;
/** Zeros with this probability, else an amount. */
const zeros =
  (share: number, amount: Draw = exponential): Draw =>
  random =>
    random() < share ? 0 : amount(random);
const flag =
  (share: number): Draw =>
  random =>
    random() < share ? 1 : 0;

/** The definition: the shares of each value. */
function psiByValue(p: readonly number[], q: readonly number[]): number {
  return p.reduce((total, a, i) => {
    const [before, now] = [Math.max(a, 1e-6), Math.max(q[i]!, 1e-6)];
    return total + (now - before) * Math.log(now / before);
  }, 0);
}

describe.each([
  ['two tables', false],
  ['a profile and a table', true]
])('a spike in %s', (_, isProfile) => {
  const run = (reference: number[], fresh: number[]): ColumnReport =>
    compare(reference, fresh, isProfile);

  test.each([
    [0.05, 0.5],
    [0.5, 0.05],
    [0.95, 0.5],
    [0.5, 0.95],
    [0.02, 0.3],
    [0.98, 0.7]
  ])('a flag of %d that becomes %d has the PSI of its two values', (before, now) => {
    const cells = (share: number): number[] =>
      Array.from({ length: 1000 }, (_, i) => (i < 1000 * share ? 1 : 0));
    const { psi, verdict } = run(cells(before), cells(now));
    expect(psi).toBeCloseTo(psiByValue([before, 1 - before], [now, 1 - now]), 12);
    expect(verdict).toBe('drift');
  });

  test.each([
    [5, 9],
    [9, 5],
    [0, -1],
    [1e9, 1e9 + 1e7],
    [0.25, 0.5]
  ])('a constant %d that becomes %d drifts', (before, now) => {
    const { psi, verdict } = run(Array<number>(200).fill(before), Array<number>(200).fill(now));
    expect(psi).toBeCloseTo(psiByValue([1, 0], [0, 1]), 9);
    expect(verdict).toBe('drift');
  });

  test('a constant that becomes a smooth column, and the other way, drift', () => {
    const smooth = drawn(400, 1, normal);
    const zero = Array<number>(400).fill(0);
    expect(run(zero, smooth).verdict).toBe('drift');
    expect(run(smooth, zero).verdict).toBe('drift');
  });

  test.each([200, 1000])('nine zeros in ten that become four drift at %i rows, always', n => {
    for (let seed = 0; seed < 12; ++seed) {
      const before = drawn(n, seed, zeros(0.9));
      const now = drawn(n, 100 + seed, zeros(0.4));
      expect(run(before, now).verdict).toBe('drift');
      expect(run(now, before).verdict).toBe('drift');
    }
  });

  test.each([
    ['nine tenths', 0.9],
    ['a tenth', 0.1],
    ['half', 0.5]
  ])('one row more or less than %s of zeros changes no verdict', (_, share) => {
    const n = 1000;
    const amounts = drawn(n, 7, exponential);
    const withZeros = (count: number): number[] => amounts.map((x, i) => (i < count ? 0 : x));
    for (const now of [zeros(0.4), zeros(0.7), zeros(0.02), zeros(share)]) {
      const fresh = drawn(n, 8, now);
      const reports = [-10, -2, -1, 0, 1, 2, 10].map(by =>
        run(withZeros(Math.round(share * n) + by), fresh)
      );
      expect(new Set(reports.map(({ verdict }) => verdict)).size).toBe(1);
    }
  });

  test('without any drift there is no drift', () => {
    for (const draw of [flag(0.05), zeros(0.9), zeros(0.1), () => 3])
      for (let seed = 0; seed < 5; ++seed)
        expect(run(drawn(600, seed, draw), drawn(600, 50 + seed, draw)).verdict).toBe('stable');
  });
});

test('an old profile without bins of values is still compared', () => {
  const edges = [0];
  const old = {
    format: 'espalier.profile/1' as const,
    rows: 1000,
    columns: {
      x: {
        kind: 'number' as const,
        count: 1000,
        missing: 0,
        mean: 0.05,
        std: 0.218,
        min: null,
        max: null,
        edges,
        counts: [0, 1000]
      }
    }
  };
  const counters = createCounters(old.columns);
  addBlock(counters, tableOf(numbers('x', drawn(1000, 2, flag(0.5)))));
  const columns = new Map([
    ['x', { of: 'counts' as const, counts: counters.get('x')!.counts() }]
  ] as const);
  const report = compareSamples(
    createProfileSample(old),
    { numRows: 1000, columns, faults: new Map() },
    SETTINGS
  );
  // Its one bin cannot see the change; the means do.
  expect(report.columns['x']!.verdict).toBe('changed');
});
