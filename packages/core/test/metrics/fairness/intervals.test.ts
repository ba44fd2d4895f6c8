import { describe, expect, test } from '@jest/globals';
import { hanleyMcNeilInterval, wilsonInterval } from '../../../src/metrics/fairness/intervals.ts';

describe('wilsonInterval()', () => {
  // Newcombe 1998, table I, method 3; the last is the third in the mirror.
  test.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
    [20, 20, 0.8389, 1]
  ])('%i of %i is %d to %d', (part, whole, low, high) => {
    const [ourLow, ourHigh] = wilsonInterval(part, whole)!;
    expect(ourLow).toBeCloseTo(low, 4);
    expect(ourHigh).toBeCloseTo(high, 4);
  });

  test('ends at 0 and 1 exactly, and is nothing of nothing', () => {
    for (const whole of [1, 3, 7, 29, 1000]) {
      expect(wilsonInterval(0, whole)![0]).toBe(0);
      expect(wilsonInterval(whole, whole)![1]).toBe(1);
    }
    expect(wilsonInterval(0, 0)).toBeNull();
  });

  test('solves the equation it stands for: the share is z standard errors of either end away', () => {
    for (const end of wilsonInterval(37, 120)!)
      expect(Math.abs(37 / 120 - end) / Math.sqrt((end * (1 - end)) / 120)).toBeCloseTo(1.96, 4);
  });
});

describe('hanleyMcNeilInterval()', () => {
  test('at 0.5 has the variance of the Mann-Whitney statistic of groups that do not differ', () => {
    const [low, high] = hanleyMcNeilInterval(0.5, 40, 70)!;
    expect((0.5 - low) / 1.959964).toBeCloseTo(Math.sqrt((40 + 70 + 1) / (12 * 40 * 70)), 6);
    expect(high - 0.5).toBeCloseTo(0.5 - low, 12);
  });

  test('has the standard error that the formula gives by hand', () => {
    // Q1 = 0.8 / 1.2, Q2 = 1.28 / 1.8: (0.16 + 19 (Q1 - 0.64) + 29 (Q2 - 0.64)) / 600 = 0.00454815
    const [low] = hanleyMcNeilInterval(0.8, 20, 30)!;
    expect(((0.8 - low) / 1.959964) ** 2).toBeCloseTo(0.00454815, 7);
  });

  test('of one positive and one negative is that of a coin, cut at 0 and 1', () => {
    expect(hanleyMcNeilInterval(0.5, 1, 1)).toEqual([0, 1]);
  });

  test('has no width to give at 0 and 1', () => {
    expect(hanleyMcNeilInterval(1, 12, 40)).toBeNull();
    expect(hanleyMcNeilInterval(0, 12, 40)).toBeNull();
  });

  test('stays within 0 and 1 and narrows with the rows', () => {
    for (const area of [1e-9, 0.02, 0.5, 0.98, 1 - 1e-9]) {
      const [low, high] = hanleyMcNeilInterval(area, 20, 20)!;
      const [narrowLow, narrowHigh] = hanleyMcNeilInterval(area, 200, 200)!;
      expect([low >= 0, low <= narrowLow, narrowHigh <= high, high <= 1]).not.toContain(false);
    }
  });
});
