import { describe, expect, test } from '@jest/globals';
import { voidProgress } from '@espalier/cli';
import { type CategoryColumn, columnOf, randomSeeded, type Table } from '@espalier/core';
import { train } from '../../src/train.ts';
import { SYNTHETIC_SPEC, syntheticRows } from '../../../../test/support/synthetic.ts';
import { groupThresholds } from '../../src/decision/group-thresholds.ts';
import { reweigh } from '../../src/decision/reweighing.ts';

/** Group b has lower incomes and, beyond that, half of its positives are missed. */
function unequalRows(): { table: Table; labels: Uint8Array } {
  const { table, labels } = syntheticRows(3000, 51);
  const random = randomSeeded(52);
  const income = columnOf(table, 'num_income');
  const group = columnOf(table, 'cat_group');
  if (income.kind !== 'number' || group.kind !== 'category') throw new Error('wanted other kinds');
  for (let i = 0; i < labels.length; ++i) {
    if (group.codes[i] !== 1) continue;
    income.values[i]! -= 15;
    if (labels[i] === 1 && random() < 0.5) labels[i] = 0;
  }
  return { table, labels };
}

const { table, labels } = unequalRows();
const group = columnOf(table, 'cat_group') as CategoryColumn;
const settings = { family: 'logistic', seed: 7, validation: 0.25 } as const;

describe('reweigh()', () => {
  const weights = reweigh(group, labels);

  test('makes group and label independent', () => {
    const share = (code: number): number => {
      const rows = [...labels.keys()].filter(row => group.codes[row] === code);
      const total = rows.reduce((sum, row) => sum + weights[row]!, 0);
      return rows.reduce((sum, row) => sum + weights[row]! * labels[row]!, 0) / total;
    };
    expect(share(0)).toBeCloseTo(share(1), 12);
  });

  test('keeps the number of rows', () => {
    expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(labels.length, 8);
  });
});

describe('groupThresholds()', () => {
  const random = randomSeeded(53);
  const probabilities = Float64Array.from(labels, (label, i) =>
    Math.min(0.99, 0.3 * label + 0.6 * random() + (group.codes[i] === 0 ? 0.1 : 0))
  );
  const unseen = { rows: Uint32Array.from(labels.keys()), labels, probabilities };

  test.each(['selection_rate', 'tpr'] as const)(
    'makes the %s of all groups that of all rows',
    rate => {
      const { thresholds } = groupThresholds(unseen, group, 0.5, rate);
      const counts = (row: number): boolean => rate === 'selection_rate' || labels[row] === 1;
      const rateOf = (rows: number[], threshold: number): number =>
        rows.filter(row => probabilities[row]! >= threshold).length / rows.length;
      const all = [...labels.keys()].filter(counts);
      for (const [code, level] of group.levels.entries()) {
        const rows = all.filter(row => group.codes[row] === code);
        expect(Math.abs(rateOf(rows, thresholds[level]!) - rateOf(all, 0.5))).toBeLessThan(0.002);
      }
    }
  );

  test('leaves a group that is too small alone', () => {
    const codes = group.codes.map((code, i) => (i < 20 ? 2 : code));
    const few = { ...group, levels: ['a', 'b', 'c'], codes };
    expect(Object.keys(groupThresholds(unseen, few, 0.5, 'tpr').thresholds)).toEqual(['a', 'b']);
  });
});

describe('train() with a mitigation', () => {
  const trainWith = (mitigation: NonNullable<Parameters<typeof train>[3]['mitigation']>) =>
    train(table, labels, SYNTHETIC_SPEC, { ...settings, mitigation }, voidProgress);

  test('of reweighing narrows the gap and says what it costs', async () => {
    const { mitigation, parts } = await trainWith({ method: 'reweighing', column: 'cat_group' });
    const { before, after } = mitigation!;
    expect(before.demographic_parity_difference).toBeGreaterThan(0.1);
    expect(after.demographic_parity_difference).toBeLessThan(before.demographic_parity_difference);
    expect(after.roc_auc).toBeGreaterThan(before.roc_auc - 0.05);
    expect(parts.decision.group_thresholds).toBeUndefined();
  });

  test.each([
    ['tpr', 'equal_opportunity_difference'],
    ['selection_rate', 'demographic_parity_difference']
  ] as const)('of thresholds by %s narrows the %s', async (equalize, difference) => {
    const { mitigation, parts, evaluation } = await trainWith({
      method: 'thresholds',
      column: 'cat_group',
      equalize
    });
    const { before, after } = mitigation!;
    expect(after[difference]).toBeLessThan(before[difference] / 2);
    expect(after.roc_auc).toBe(before.roc_auc);
    expect(after.accuracy).toBe(evaluation.accuracy);
    expect(Object.keys(parts.decision.group_thresholds!.thresholds)).toEqual(['a', 'b']);
  });

  test('is not there unless asked for', async () => {
    const { mitigation, parts } = await train(
      table,
      labels,
      SYNTHETIC_SPEC,
      settings,
      voidProgress
    );
    expect(mitigation).toBeUndefined();
    expect(parts.decision.group_thresholds).toBeUndefined();
    expect(parts.decision.threshold).toBe(0.5);
  });
});
