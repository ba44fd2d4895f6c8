import { describe, expect, test } from '@jest/globals';
import { psi, SHARE_FLOOR } from '../../src/detectors/psi.ts';
import { randomSeeded } from '@espalier/core';

/** The definition, word by word. */
function naivePsi(reference: readonly number[], fresh: readonly number[]): number {
  const sharesOf = (counts: readonly number[]): number[] => {
    const rows = counts.reduce((a, b) => a + b, 0);
    return counts.map(count => (count / rows < 1e-6 ? 1e-6 : count / rows));
  };
  const q = sharesOf(fresh);
  return sharesOf(reference)
    .map((p, i) => (q[i]! - p) * (Math.log(q[i]!) - Math.log(p)))
    .reduce((a, b) => a + b, 0);
}

describe('psi()', () => {
  test('equals the naive sum', () => {
    const random = randomSeeded(1);
    for (let round = 0; round < 200; ++round) {
      const draw = (): number[] =>
        Array.from({ length: 1 + (round % 12) }, () => Math.floor(50 * random() ** 2));
      const reference = [...draw(), 1];
      const fresh = [...draw(), 1];
      expect(psi(Float64Array.from(reference), Float64Array.from(fresh))).toBeCloseTo(
        naivePsi(reference, fresh),
        12
      );
    }
  });

  test('is zero for the same shares at any size', () => {
    expect(psi(Float64Array.of(1, 2, 0), Float64Array.of(1, 2, 0))).toBe(0);
    expect(psi(Float64Array.of(1, 2, 0), Float64Array.of(300, 600, 0))).toBe(0);
  });

  test('is the same both ways', () => {
    const a = Float64Array.of(5, 10, 15, 0);
    const b = Float64Array.of(7, 2, 20, 1);
    expect(psi(a, b)).toBeCloseTo(psi(b, a), 14);
  });

  test('floors an empty bin and does not renormalise', () => {
    const expected = (0.5 - 1) * Math.log(0.5) + (0.5 - SHARE_FLOOR) * Math.log(0.5 / SHARE_FLOOR);
    expect(psi(Float64Array.of(4, 0), Float64Array.of(2, 2))).toBeCloseTo(expected, 14);
  });
});
