import { expect, test } from '@jest/globals';
import { randomSeeded, selectRows } from '@espalier/core';
import { classifyDomain } from '../../src/model/domain-classifier.ts';
import { drawTable, numbers } from '../support/tables.ts';

test('classifyDomain() finds nothing between samples of one distribution', async () => {
  const random = randomSeeded(3);
  const found = await classifyDomain(drawTable(1500, random), drawTable(1200, random));
  expect(found).toMatchObject({ told_apart: false, rows: 2700 });
  expect(Math.abs(found!.roc_auc - 0.5)).toBeLessThan(0.05);
});

test('classifyDomain() names a column that only together with another gives it away', async () => {
  const random = randomSeeded(4);
  const [a, b] = [drawTable(1500, random), drawTable(1500, random)];
  const [first, ...others] = a.columns;
  if (first?.kind !== 'number') throw new RangeError('the first column is a number');
  const twin = { ...numbers('twin', [...first.values]) };
  const before = { ...a, columns: [first, twin, ...others] };
  const order = Uint32Array.from({ length: 1500 }, (_, i) => (i * 7) % 1500);
  const mixed = selectRows({ numRows: 1500, columns: [b.columns[0]!] }, order).columns[0]!;
  const after = {
    ...b,
    columns: [b.columns[0]!, { ...mixed, name: 'twin' }, ...b.columns.slice(1)]
  };
  const found = await classifyDomain(before, after);
  expect(found!.told_apart).toBe(true);
  expect(found!.roc_auc).toBeGreaterThan(0.8);
  expect(
    found!.culprits
      .slice(0, 2)
      .map(({ column }) => column)
      .sort()
  ).toEqual(['num_smooth', 'twin']);
  expect(await classifyDomain(before, after)).toEqual(found);
});

test('classifyDomain() rarely tells samples of one distribution apart, although its folds share rows', async () => {
  let apart = 0;
  for (let run = 0; run < 60; ++run) {
    const random = randomSeeded(31, run);
    const found = await classifyDomain(drawTable(200, random), drawTable(200, random));
    apart += Number(found!.told_apart);
  }
  // 5% of 60.
  expect(apart).toBeLessThanOrEqual(3);
});

test('classifyDomain() has the mean of its folds, and an interval around it', async () => {
  const random = randomSeeded(32);
  const moved = drawTable(600, random);
  const [first, ...others] = moved.columns;
  if (first?.kind !== 'number') throw new RangeError('the first column is a number');
  const columns = [{ ...first, values: first.values.map(x => x + 20) }, ...others];
  const found = await classifyDomain(drawTable(600, random), { ...moved, columns });
  expect(found!.told_apart).toBe(true);
  expect(found!.roc_auc).toBeCloseTo(1, 3);
  expect(found!.interval[0]).toBeLessThan(1);
  expect(found!.interval[1]).toBeGreaterThanOrEqual(found!.roc_auc);
});

test('classifyDomain() says nothing of a few rows', async () => {
  const random = randomSeeded(5);
  expect(await classifyDomain(drawTable(99, random), drawTable(500, random))).toBeUndefined();
});
