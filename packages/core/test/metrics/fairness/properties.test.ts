import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { MISSING, selectLabels, selectRows } from '../../../src/table.ts';
import { fairnessSchema } from '../../../src/contracts/fairness.ts';
import { rocAuc } from '../../../src/metrics/ranking.ts';
import { categoryOf, describeAt } from './support.ts';

/** Rows of two sensitive columns, some cells missing. */
const drawn = fc
  .array(
    fc.tuple(
      fc.integer({ min: 0, max: 1 }),
      fc.integer({ min: 0, max: 8 }),
      fc.constantFrom('a', 'b', 'c', 'd', null),
      fc.oneof(
        fc.constantFrom('x', 'y', null),
        fc.integer({ min: 0, max: 40 }).map(level => `l${level}`)
      )
    ),
    { maxLength: 120 }
  )
  .map(rows => ({
    labels: Uint8Array.from(rows, ([label]) => label),
    probabilities: Float64Array.from(rows, ([, eighths]) => eighths / 8),
    sensitive: [
      categoryOf(
        'cat_a',
        rows.map(([, , cell]) => cell)
      ),
      categoryOf(
        'cat_b',
        rows.map(([, , , cell]) => cell)
      )
    ]
  }));

/** The rates by their definition: a filter for each. */
function naiveRates(labels: readonly number[], probabilities: readonly number[]) {
  const shareSelected = (of: (label: number) => boolean): number | null => {
    const some = probabilities.filter((_, i) => of(labels[i]!));
    return some.length === 0 ? null : some.filter(p => p >= 0.5).length / some.length;
  };
  return {
    rows: labels.length,
    positives: labels.filter(label => label === 1).length,
    selection_rate: shareSelected(() => true),
    tpr: shareSelected(label => label === 1),
    fpr: shareSelected(label => label === 0)
  };
}

function shuffled<T>(items: readonly T[], keys: readonly number[]): T[] {
  return items
    .map((item, i) => ({ item, key: keys[i % keys.length]! * (i + 1) }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item);
}

describe('describeFairness()', () => {
  test('equals the naive rates of every group', () => {
    fc.assert(
      fc.property(drawn, ({ labels, probabilities, sensitive }) => {
        const [column] = sensitive;
        const { columns, overall } = describeAt(labels, probabilities, [column!]);
        expect(overall).toMatchObject(naiveRates([...labels], [...probabilities]));
        for (const { group, roc_auc, ...measured } of columns['cat_a']!.groups) {
          const code = group === '(missing)' ? MISSING : column!.levels.indexOf(group);
          const rows = [...labels.keys()].filter(row => column!.codes[row] === code);
          const groupLabels = rows.map(row => labels[row]!);
          const groupProbabilities = rows.map(row => probabilities[row]!);
          expect(measured).toMatchObject(naiveRates(groupLabels, groupProbabilities));
          expect(roc_auc ?? NaN).toBe(
            rocAuc(Uint8Array.from(groupLabels), Float64Array.from(groupProbabilities))
          );
        }
      })
    );
  });

  test('is of the declared form, the same every time and whatever the order of the rows', () => {
    fc.assert(
      fc.property(
        drawn,
        fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 1, maxLength: 50 }),
        ({ labels, probabilities, sensitive }, keys) => {
          const fairness = describeAt(labels, probabilities, sensitive);
          expect(fairnessSchema.parse(fairness)).toEqual(fairness);
          const order = Uint32Array.from(shuffled([...labels.keys()], keys));
          const again = describeAt(
            selectLabels(labels, order),
            Float64Array.from(order, row => probabilities[row]!),
            selectRows({ numRows: labels.length, columns: sensitive }, order).columns
          );
          expect(JSON.stringify(again)).toBe(JSON.stringify(fairness));
        }
      )
    );
  });

  test('measures every pair of columns, each row once', () => {
    fc.assert(
      fc.property(drawn, ({ labels, probabilities, sensitive }) => {
        const third = { ...sensitive[0]!, name: 'cat_c' };
        const { intersections } = describeAt(labels, probabilities, [...sensitive, third]);
        expect(intersections.map(({ columns }) => columns)).toEqual([
          ['cat_a', 'cat_b'],
          ['cat_a', 'cat_c'],
          ['cat_b', 'cat_c']
        ]);
        for (const { groups } of intersections) {
          expect(groups.length).toBeLessThanOrEqual(21);
          expect(groups.reduce((sum, { rows }) => sum + rows, 0)).toBe(labels.length);
        }
      })
    );
  });
});
