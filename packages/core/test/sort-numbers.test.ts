import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { countBins, profileColumn } from '../src/profile.ts';
import { normal, randomSeeded } from '../src/random.ts';
import { sortedFinite } from '../src/quantiles.ts';
import { sortNumbers } from '../src/sort-numbers.ts';

const NUM_ROWS = 5000;
const random = randomSeeded(3);

describe('sortNumbers() equals the sort of the engine', () => {
  test.each<[string, () => number]>([
    ['normal numbers', () => normal(random)],
    ['whole numbers', () => Math.floor(20 * random()) - 10],
    ['one value', () => 7.25],
    ['zeros of both signs', () => (random() < 0.5 ? -0 : 0)],
    ['all magnitudes', () => (random() - 0.5) * 2 ** (2000 * random() - 1000)],
    [
      'infinities and the smallest',
      () => [Infinity, -Infinity, 5e-324, -5e-324, 0][Math.floor(5 * random())]!
    ]
  ])('%s', (_, draw) => {
    const values = Float64Array.from({ length: NUM_ROWS }, draw);
    const expected = Float64Array.from(values).sort();
    const found = sortNumbers(Float64Array.from(values));
    expect(found.every((x, i) => Object.is(x, expected[i]))).toBe(true);
  });

  test('any numbers', () => {
    fc.assert(
      fc.property(fc.float64Array({ minLength: 2100, maxLength: 2200, noNaN: true }), values => {
        const expected = Float64Array.from(values).sort();
        const found = sortNumbers(Float64Array.from(values));
        return found.every((x, i) => Object.is(x, expected[i]));
      }),
      { numRuns: 20 }
    );
  });

  test('in a part of a buffer alone', () => {
    const all = Float64Array.from({ length: NUM_ROWS }, () => normal(random));
    const part = all.subarray(10, NUM_ROWS - 10);
    const expected = Float64Array.from(part).sort();
    const ends = [...all.subarray(0, 10), ...all.subarray(NUM_ROWS - 10)];
    expect([...sortNumbers(part)]).toEqual([...expected]);
    expect([...all.subarray(0, 10), ...all.subarray(NUM_ROWS - 10)]).toEqual(ends);
  });
});

test('sortedFinite() leaves out what is not finite', () => {
  const values = Float64Array.from(
    { length: NUM_ROWS },
    (_, i) => [NaN, Infinity, -Infinity, i][i % 4]!
  );
  expect([...sortedFinite(values)]).toEqual(
    Array.from({ length: NUM_ROWS / 4 }, (_, i) => 4 * i + 3)
  );
});

test.each([[2000], [NUM_ROWS]])('profileColumn() counts %i rows as countBins() does', numRows => {
  const values = Float64Array.from({ length: numRows }, () =>
    random() < 0.1 ? NaN : Math.round(10 * normal(random))
  );
  const profile = profileColumn({ kind: 'number', name: 'num_a', values });
  if (profile.kind !== 'number') throw new TypeError('no profile of numbers');
  expect(profile.counts).toEqual(countBins(values, profile.edges));
});
