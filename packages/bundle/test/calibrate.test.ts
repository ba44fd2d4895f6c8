import { describe, expect, test } from '@jest/globals';
import { calibrate, logit } from '../src/calibrate.ts';
import { createScorer } from '../src/score.ts';
import type { Calibrator } from '@espalier/core/contracts';
import { calibratorSchema } from '../../core/src/contracts/bundle-files.ts';
import { syntheticParts, syntheticRows } from '../../../test/support/synthetic.ts';

function calibrated(calibrator: Calibrator, ...probabilities: number[]): number[] {
  const values = Float64Array.from(probabilities);
  calibrate(calibrator, values);
  return [...values];
}

describe('calibrate()', () => {
  test('none leaves probabilities as they are', () => {
    expect(calibrated({ kind: 'none' }, 0, 0.3, 1)).toEqual([0, 0.3, 1]);
  });

  test('platt is a sigmoid over log-odds, certain rows included', () => {
    const [low, middle, high] = calibrated({ kind: 'platt', slope: 2, intercept: 1 }, 0, 0.3, 1);
    expect(middle).toBeCloseTo(1 / (1 + Math.exp(-(2 * Math.log(0.3 / 0.7) + 1))), 14);
    expect(low).toBeGreaterThanOrEqual(0);
    expect(low).toBeLessThan(1e-20);
    expect(high).toBeCloseTo(1, 14);
  });

  test('platt of slope 1 and intercept 0 changes nothing', () => {
    const values = [0.001, 0.25, 0.5, 0.9];
    calibrated({ kind: 'platt', slope: 1, intercept: 0 }, ...values).forEach((p, i) => {
      expect(p).toBeCloseTo(values[i]!, 14);
    });
  });

  test('isotonic joins its points by straight lines and is level beyond', () => {
    const steps: Calibrator = { kind: 'isotonic', from: [0.2, 0.4, 0.8], to: [0.1, 0.3, 0.3] };
    const found = calibrated(steps, 0, 0.2, 0.3, 0.4, 0.6, 0.8, 1);
    [0.1, 0.1, 0.2, 0.3, 0.3, 0.3, 0.3].forEach((expected, i) => {
      expect(found[i]).toBeCloseTo(expected, 14);
    });
  });
});

test('logit() is finite everywhere', () => {
  expect([0, 1].map(p => Number.isFinite(logit(p)))).toEqual([true, true]);
  expect(logit(0.5)).toBe(0);
});

test('calibratorSchema refuses what would turn the order around', () => {
  const refused = [
    { kind: 'platt', slope: -1, intercept: 0 },
    { kind: 'isotonic', from: [0.5, 0.5], to: [0.1, 0.2] },
    { kind: 'isotonic', from: [0.1, 0.5], to: [0.3, 0.2] },
    { kind: 'isotonic', from: [0.1], to: [0.3, 0.4] },
    { kind: 'isotonic', from: [], to: [] }
  ];
  expect(refused.filter(value => calibratorSchema.safeParse(value).success)).toEqual([]);
});

test('createScorer() calibrates what the family gives', () => {
  const parts = syntheticParts();
  const { table } = syntheticRows(50, 2);
  const raw = createScorer(parts)(table);
  const calibrator: Calibrator = { kind: 'platt', slope: 0.5, intercept: -1 };
  const expected = Float64Array.from(raw);
  calibrate(calibrator, expected);
  expect([
    ...createScorer({ ...parts, decision: { ...parts.decision, calibrator } })(table)
  ]).toEqual([...expected]);
});
