import { describe, expect, test } from '@jest/globals';
import { applyOneHot, fitOneHot, oneHotNames } from '../../src/steps/one-hot.ts';
import { MISSING, UNSEEN } from '../../src/table.ts';
import { MAX_LEVELS } from '../../src/steps/one-hot.ts';
import { categories } from '../../../../test/support/columns.ts';

describe('fitOneHot()', () => {
  test('keeps the levels that occur, in the order of the column', () => {
    expect(fitOneHot(categories('cat_city', ['a', 'b', 'c'], 2, 0, 2))).toEqual({
      kind: 'one_hot',
      column: 'cat_city',
      levels: ['a', 'c'],
      other: false,
      missing: false
    });
  });

  test('marks missing cells, not unseen ones', () => {
    expect(fitOneHot(categories('cat_city', ['a'], 0, MISSING))).toMatchObject({ missing: true });
    expect(fitOneHot(categories('cat_city', ['a'], 0, UNSEEN))).toMatchObject({
      missing: false,
      other: false
    });
  });

  test('keeps the most frequent levels of too many, and puts the others together', () => {
    const levels = Array.from({ length: MAX_LEVELS + 3 }, (_, i) => `level ${i}`);
    const codes = levels.flatMap((_, i) => (i % 2 === 0 && i < 10 ? [i] : [i, i]));
    const step = fitOneHot(categories('cat_city', levels, ...codes));
    expect(step.other).toBe(true);
    expect(step.levels).toHaveLength(MAX_LEVELS);
    // The rarest are level 0, 2, 4, 6 and 8; of equals the first ones stay.
    expect(levels.filter(level => !step.levels.includes(level))).toEqual([
      'level 4',
      'level 6',
      'level 8'
    ]);
    expect(step.levels).toEqual(levels.filter(level => step.levels.includes(level)));
  });
});

describe('oneHotNames()', () => {
  const step = { kind: 'one_hot', column: 'c', levels: ['a', 'b'] } as const;

  test.each([
    [false, false, ['c=a', 'c=b']],
    [true, false, ['c=a', 'c=b', 'c=other']],
    [true, true, ['c=a', 'c=b', 'c=other', 'c=missing']]
  ])('with other %j and missing %j is %j', (other, missing, names) => {
    expect(oneHotNames({ ...step, levels: [...step.levels], other, missing })).toEqual(names);
  });

  test('stay apart when a level itself is called "other" or "missing"', () => {
    const levels = ['missing', 'other', 'other_'];
    expect(oneHotNames({ ...step, levels, other: true, missing: true })).toEqual([
      'c=missing',
      'c=other',
      'c=other_',
      'c=other__',
      'c=missing_'
    ]);
  });
});

describe('applyOneHot()', () => {
  const codes = Int32Array.of(0, 1, MISSING, UNSEEN);
  const apply = (other: boolean, missing: boolean): number[][] => {
    const step = { kind: 'one_hot', column: 'c', levels: ['a', 'b'], other, missing } as const;
    const out = oneHotNames({ ...step, levels: ['a', 'b'] }).map(() => new Float64Array(4));
    applyOneHot({ ...step, levels: ['a', 'b'] }, codes, out);
    return out.map(values => [...values]);
  };

  test('sets one feature a row; missing and unseen are all zeros where they have none', () => {
    expect(apply(false, false)).toEqual([
      [1, 0, 0, 0],
      [0, 1, 0, 0]
    ]);
  });

  test('sets the feature of missing, and of other for what is unseen', () => {
    expect(apply(false, true)[2]).toEqual([0, 0, 1, 0]);
    expect(apply(true, false)[2]).toEqual([0, 0, 0, 1]);
    expect(apply(true, true).slice(2)).toEqual([
      [0, 0, 0, 1],
      [0, 0, 1, 0]
    ]);
  });
});
