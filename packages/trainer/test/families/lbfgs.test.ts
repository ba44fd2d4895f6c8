import { expect, test } from '@jest/globals';
import { minimize } from '../../src/families/lbfgs.ts';

test('minimize() finds the minimum of a badly scaled quadratic', () => {
  const scales = [1, 100, 10_000];
  const centre = [3, -2, 0.5];
  const { x, value } = minimize(
    (at, gradient) =>
      scales.reduce((sum, scale, i) => {
        const away = at[i]! - centre[i]!;
        gradient[i] = scale * away;
        return sum + (scale / 2) * away * away;
      }, 0),
    new Float64Array(3),
    1e-10
  );
  centre.forEach((expected, i) => {
    expect(x[i]).toBeCloseTo(expected, 9);
  });
  expect(value).toBeLessThan(1e-18);
});

test('minimize() leaves a start that is the minimum', () => {
  const start = Float64Array.of(1, 2);
  const { x, iterations } = minimize(
    (_, gradient) => {
      gradient.fill(0);
      return 0;
    },
    start,
    1e-8
  );
  expect([...x]).toEqual([1, 2]);
  expect(iterations).toBe(0);
});

test('minimize() stops at the limit of iterations', () => {
  const { iterations } = minimize(
    (at, gradient) => {
      gradient[0] = 4 * (at[0]! - 1) ** 3;
      return (at[0]! - 1) ** 4;
    },
    Float64Array.of(50),
    0,
    7
  );
  expect(iterations).toBe(7);
});
