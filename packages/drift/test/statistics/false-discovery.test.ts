import { describe, expect, test } from '@jest/globals';
import { randomSeeded } from '@espalier/core';
import { adjustPValues } from '../../src/statistics/false-discovery.ts';

/** The step-up rule itself: everything up to the last p(i) at or under i / n of the rate. */
function naiveDiscoveries(pValues: readonly number[], rate: number): Set<number> {
  const order = pValues.map((_, i) => i).sort((a, b) => pValues[a]! - pValues[b]!);
  const last = order.findLastIndex((i, at) => pValues[i]! <= (rate * (at + 1)) / pValues.length);
  return new Set(order.slice(0, last + 1));
}

describe('adjustPValues()', () => {
  test('finds what the step-up rule finds', () => {
    const random = randomSeeded(5);
    for (let round = 0; round < 200; ++round) {
      const pValues = Array.from({ length: 1 + (round % 15) }, () => random() ** 4);
      const adjusted = adjustPValues(pValues);
      const found = pValues.map((_, i) => i).filter(i => adjusted[i]! <= 0.05);
      expect(new Set(found)).toEqual(naiveDiscoveries(pValues, 0.05));
    }
  });

  test('keeps the order and stays at or under 1', () => {
    expect(adjustPValues([0.01, 0.8, 0.04, 1])).toEqual([0.04, 1, 0.08, 1]);
    expect(adjustPValues([])).toEqual([]);
  });
});
