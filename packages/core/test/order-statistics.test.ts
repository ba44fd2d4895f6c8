import { describe, expect, it } from '@jest/globals';
import { type Random, randomSeeded } from '../src/random.ts';
import { sortedFinite } from '../src/quantiles.ts';
import fc from 'fast-check';
import { orderStatistics } from '../src/order-statistics.ts';

const KINDS: readonly (readonly [name: string, make: (random: Random) => number])[] = [
  ['spread evenly', random => random()],
  ['of few kinds', random => Math.floor(5 * random()) - 2],
  [
    'of both signs and zeros of both',
    random => (random() < 0.5 ? -0 : random() < 0.5 ? 0 : random() - 0.5)
  ],
  ['over all magnitudes', random => (random() - 0.5) * 10 ** (600 * random() - 300)],
  ['equal but for one', random => (random() < 0.001 ? 1e12 : 3)],
  ['all equal', () => 7],
  ['nearly all missing', random => (random() < 0.9 ? NaN : random())],
  [
    'of all kinds',
    random => [random(), NaN, Infinity, -Infinity, -0, 1][Math.floor(6 * random())]!
  ],
  ['too far apart for a double', random => (random() < 0.5 ? -1.7e308 : 1.7e308)],
  ['hardly apart', random => 5e-324 * Math.floor(3 * random())]
];

/** Some ranks, and what is next to each. */
function ranksOf(count: number): number[] {
  const shares = [0, 0.1, 0.25, 0.5, 0.77, 1];
  return shares.flatMap(share => {
    const rank = Math.floor(share * (count - 1));
    return [rank, Math.min(rank + 1, count - 1)];
  });
}

describe('orderStatistics()', () => {
  it.each(KINDS)('gives what sorting gives: numbers %s', (_, make) => {
    fc.assert(
      fc.property(fc.constantFrom(1, 2, 100, 2047, 2048, 9000), fc.integer(), (length, seed) => {
        const random = randomSeeded(seed);
        const values = Float64Array.from({ length }, () => make(random));
        const sorted = sortedFinite(values);
        const ordered = orderStatistics(values, ranksOf);
        expect(ordered.count).toBe(sorted.length);
        if (sorted.length === 0) return;
        const ranks = ranksOf(sorted.length);
        // toBe() tells the zeros apart.
        for (const rank of ranks) expect(ordered.at(rank)).toBe(sorted[rank]);
        for (const [i, rank] of ranks.entries()) {
          const x = sorted[rank]!;
          const between = x + (sorted[ranks[i + 1] ?? rank]! - x) / 2;
          for (const y of i % 2 === 0 && Number.isFinite(between) ? [x, between] : [x])
            expect(ordered.numBelow(y)).toBe(sorted.filter(z => z < y).length);
        }
      }),
      { numRuns: 25 }
    );
  });

  it('leaves its argument alone', () => {
    const values = Float64Array.from({ length: 3000 }, (_, i) => (i * 7919) % 3000);
    const before = values.slice();
    orderStatistics(values, ranksOf);
    expect(values).toEqual(before);
  });
});
