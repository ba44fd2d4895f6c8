import { describe, expect, test } from '@jest/globals';
import type { Column } from '../../../src/table.ts';
import { type FairnessGrouping, fairnessSchema } from '../../../src/contracts/fairness.ts';
import { describeFairness } from '../../../src/metrics/fairness/describe.ts';
import { categoryOf, describeAt, rowsOf } from './support.ts';

function groupNames({ groups }: FairnessGrouping): string[] {
  return groups.map(({ group }) => group);
}

describe('describeFairness()', () => {
  test('is right on a case that is counted by hand', () => {
    const labels = Uint8Array.of(1, 1, 0, 0, 1, 0, 0);
    const probabilities = Float64Array.of(0.9, 0.2, 0.5, 0.1, 0.6, 0.7, 0.3);
    const sex = categoryOf('sex', ['m', 'm', 'm', 'm', 'f', 'f', 'f']);
    const { overall, columns, intersections, served, ...rest } = describeAt(labels, probabilities, [
      sex
    ]);
    expect(rest).toEqual({
      format: 'espalier.fairness/1',
      threshold: 0.5,
      findings: [],
      inconclusive: [
        'sex: too small to judge at threshold 0.5 (the largest group has under 30 rows, 10 positives or 10 negatives): f'
      ]
    });
    expect(served).toMatchObject({ threshold: 0.5, overall, columns });
    expect(overall).toMatchObject({ rows: 7, positives: 3, tpr: 2 / 3, fpr: 0.5, roc_auc: 8 / 12 });
    const { groups, ...differences } = columns['sex']!;
    expect(differences).toEqual({
      largest: 'm',
      demographic_parity_difference: 2 / 3 - 0.5,
      equal_opportunity_difference: 0.5
    });
    expect(groups).toMatchObject([
      {
        group: 'm',
        rows: 4,
        positives: 2,
        roc_auc: 0.75,
        tpr: 0.5,
        fpr: 0.5,
        selection_rate: 0.5,
        small: true,
        difference: { selection_rate: 0, tpr: 0 }
      },
      {
        group: 'f',
        rows: 3,
        positives: 1,
        roc_auc: 0.5,
        tpr: 1,
        fpr: 0.5,
        selection_rate: 2 / 3,
        small: true,
        difference: { selection_rate: 2 / 3 - 0.5, tpr: 0.5 }
      }
    ]);
    expect(intersections).toEqual([]);
  });

  test('measures the decision that is served beside that at 0.5', () => {
    const { labels, probabilities, cells } = rowsOf({
      a: { positives: 50, found: 40, negatives: 50, alarms: 10 },
      b: { positives: 40, found: 10, negatives: 40, alarms: 2 }
    });
    const sex = categoryOf('sex', cells);
    const all = describeAt(labels, probabilities, [sex], 0.2);
    expect(all.overall.selection_rate).toBe(62 / 180);
    expect(all.served).toMatchObject({ threshold: 0.2, findings: [] });
    expect(all.served.overall).toMatchObject({ selection_rate: 1, tpr: 1, fpr: 1 });
    expect(all.served.overall.roc_auc).toBe(all.overall.roc_auc);
    expect(all.findings[0]).toContain('(0.150 against 0.500) at threshold 0.5; try');

    const group_thresholds = { column: 'sex', thresholds: { a: 0.9 } };
    const decisions = Uint8Array.from(cells, cell => (cell === 'a' ? 0 : 1));
    const { served } = describeFairness(
      labels,
      probabilities,
      [sex],
      { threshold: 0.2, group_thresholds },
      decisions
    );
    expect(served.group_thresholds).toEqual(group_thresholds);
    expect(served.columns['sex']!.groups.map(group => group.selection_rate)).toEqual([0, 1]);
    expect(served.findings[0]).toContain(
      '(1.000 against 0.000) by the served decision (a threshold for each sex); try'
    );
  });

  test('leaves undefined what a group of one class cannot have, and Fairlearn counts its TPR as 0', () => {
    const { labels, probabilities, cells } = rowsOf({
      both: { positives: 10, found: 8, negatives: 20, alarms: 2 },
      'no positives': { positives: 0, found: 0, negatives: 5, alarms: 5 },
      'no negatives': { positives: 4, found: 4, negatives: 0, alarms: 0 }
    });
    const { columns } = describeAt(labels, probabilities, [categoryOf('sex', cells)]);
    const { groups, ...differences } = columns['sex']!;
    expect(groups[1]).toMatchObject({
      group: 'no positives',
      roc_auc: null,
      tpr: null,
      fpr: 1,
      intervals: { roc_auc: null, tpr: null },
      difference: { tpr: null }
    });
    expect(groups[2]).toMatchObject({
      group: 'no negatives',
      roc_auc: null,
      tpr: 1,
      fpr: null,
      intervals: { roc_auc: null, fpr: null }
    });
    expect(differences).toEqual({
      largest: 'both',
      demographic_parity_difference: 1 - 10 / 30,
      equal_opportunity_difference: 1
    });
  });

  test('finds no difference in one group', () => {
    const { columns } = describeAt(Uint8Array.of(0, 1, 1), Float64Array.of(0.1, 0.4, 0.8), [
      categoryOf('sex', ['f', 'f', 'f'])
    ]);
    expect(columns['sex']).toMatchObject({
      largest: 'f',
      demographic_parity_difference: 0,
      equal_opportunity_difference: 0
    });
  });

  test('has an answer of no rows', () => {
    const fairness = describeAt(new Uint8Array(0), new Float64Array(0), [
      categoryOf('sex', []),
      categoryOf('race', [])
    ]);
    expect(fairnessSchema.parse(fairness)).toEqual(fairness);
    expect(fairness.overall).toMatchObject({ rows: 0, roc_auc: null, selection_rate: null });
    expect(fairness.columns['sex']).toEqual({
      largest: null,
      demographic_parity_difference: null,
      equal_opportunity_difference: null,
      groups: []
    });
  });

  test('does not compare with the pooled groups, be they the largest', () => {
    const cells = Array.from({ length: 60 }, (_, i) => `l${String(i).padStart(2, '0')}`);
    const { columns } = describeAt(
      new Uint8Array(61),
      Float64Array.from({ length: 61 }, (_, i) => i / 60),
      [categoryOf('cat_group', [...cells, 'l07'])]
    );
    expect(groupNames(columns['cat_group']!).slice(0, 3)).toEqual(['(other)', 'l07', 'l00']);
    expect(columns['cat_group']!.largest).toBe('l07');
    const unseen: Column = {
      kind: 'category',
      name: 'cat_group',
      levels: [],
      codes: Int32Array.of(-2)
    };
    const alone = describeAt(Uint8Array.of(1), Float64Array.of(1), [unseen]);
    expect(alone.columns['cat_group']!.largest).toBe('(other)');
  });

  test('marks small groups by rows, positives and negatives', () => {
    const of = (positives: number, negatives: number) => ({
      positives,
      negatives,
      found: 0,
      alarms: 0
    });
    const { labels, probabilities, cells } = rowsOf({
      enough: of(10, 20),
      'few rows': of(14, 15),
      'few positives': of(9, 90),
      'few negatives': of(90, 9)
    });
    const { columns } = describeAt(labels, probabilities, [categoryOf('sex', cells)]);
    const small = columns['sex']!.groups.filter(group => group.small).map(({ group }) => group);
    expect(small).toEqual(['few negatives', 'few positives', 'few rows']);
  });

  test('refuses columns of another length', () => {
    const two = categoryOf('sex', ['f', 'm']);
    expect(() => describeAt(Uint8Array.of(1), Float64Array.of(1), [two])).toThrow(
      new RangeError('Cannot group 1 rows by "sex": it has 2')
    );
    expect(() => describeAt(Uint8Array.of(1), Float64Array.of(1, 1), [])).toThrow(RangeError);
  });
});
