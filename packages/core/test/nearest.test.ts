import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { editDistance, nearest } from '../src/nearest.ts';

/** The definition, by recursion over prefixes. */
function naiveDistance(a: string, b: string): number {
  if (a === '' || b === '') return a.length + b.length;
  const same = a.at(-1) === b.at(-1) ? 0 : 1;
  const swap = a.length > 1 && b.length > 1 && a.at(-1) === b.at(-2) && a.at(-2) === b.at(-1);
  return Math.min(
    naiveDistance(a.slice(0, -1), b) + 1,
    naiveDistance(a, b.slice(0, -1)) + 1,
    naiveDistance(a.slice(0, -1), b.slice(0, -1)) + same,
    swap ? naiveDistance(a.slice(0, -2), b.slice(0, -2)) + 1 : Infinity
  );
}

const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 5 });

describe('editDistance()', () => {
  test.each([
    ['', '', 0],
    ['', 'abc', 3],
    ['kitten', 'sitting', 3],
    ['tenure', 'tenrue', 1],
    ['ca', 'abc', 3]
  ])('of %j and %j is %i', (a, b, distance) => {
    expect(editDistance(a, b)).toBe(distance);
  });

  test('equals its naive twin, both ways round', () => {
    fc.assert(
      fc.property(word, word, (a, b) => {
        expect(editDistance(a, b)).toBe(naiveDistance(a, b));
        expect(editDistance(b, a)).toBe(editDistance(a, b));
      }),
      { seed: 1, numRuns: 200 }
    );
  });
});

describe('nearest()', () => {
  const known = ['tenure_months', 'plan_type', 'autopay', 'is_promo_user'];

  test.each([
    ['tenure_month', 'tenure_months'],
    ['Plan_Type', 'plan_type'],
    ['plantype', 'plan_type'],
    ['autpoay', 'autopay'],
    ['zip', undefined],
    ['a', undefined],
    ['', undefined]
  ])('of %j is %j', (written, meant) => {
    expect(nearest(written, known)).toBe(meant);
  });

  test('prefers the first of two that are equally near', () => {
    expect(nearest('bat', ['cat', 'hat'])).toBe('cat');
  });

  test('knows nothing among nothing', () => {
    expect(nearest('word', [])).toBeUndefined();
  });

  test('takes next to no time over a word of a million letters', () => {
    const started = performance.now();
    expect(nearest('x'.repeat(1_000_000), known)).toBeUndefined();
    expect(performance.now() - started).toBeLessThan(500);
  });
});
