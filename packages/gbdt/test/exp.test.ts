import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { exp, log, logLoss, sigmoid } from '../src/exp.ts';

test('exp() and log() are within four units of the last place of Math', () => {
  fc.assert(
    fc.property(fc.double({ min: -700, max: 700, noNaN: true }), x => {
      expect(Math.abs(exp(x) / Math.exp(x) - 1)).toBeLessThan(9e-16);
      const y = Math.exp(x / 2);
      expect(Math.abs(log(y) - Math.log(y))).toBeLessThan(9e-16 * Math.max(1, Math.abs(x)));
    }),
    { numRuns: 1000 }
  );
});

test('exp() is clamped where sigmoids have long been 0 or 1', () => {
  expect(exp(-800)).toBe(exp(-700));
  expect(exp(Infinity)).toBe(exp(700));
  expect(sigmoid(-Infinity)).toBeGreaterThan(0);
  expect(sigmoid(Infinity)).toBe(1);
  expect(sigmoid(0)).toBe(0.5);
});

test('logLoss() is that of the probability, and linear far out', () => {
  expect(logLoss(1)).toBeCloseTo(-Math.log(1 / (1 + Math.exp(-1))), 15);
  expect(logLoss(-1)).toBeCloseTo(-Math.log(1 / (1 + Math.exp(1))), 15);
  expect(logLoss(-500)).toBe(500);
});
