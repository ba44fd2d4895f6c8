import { describe, expect, test } from '@jest/globals';
import { normal, type Random, randomSeeded, shuffle } from '../src/random.ts';

function draws(random: Random, n: number): number[] {
  return Array.from({ length: n }, random);
}

describe('randomSeeded()', () => {
  test('gives the same numbers on every machine, for ever', () => {
    expect(draws(randomSeeded(42), 3)).toEqual([
      0.84528451124812, 0.572707725254429, 0.9873202878108328
    ]);
    expect(draws(randomSeeded(42, 1), 3)).toEqual([
      0.9203410531116075, 0.9952151887365495, 0.6992173932509615
    ]);
  });

  test.each([
    ['another seed', randomSeeded(43)],
    ['another stream', randomSeeded(42, 1)],
    ['a seed that differs in its high bits', randomSeeded(42 + 2 ** 40)]
  ])('gives other numbers for %s', (_, other) => {
    const first = new Set(draws(randomSeeded(42), 100));
    expect(draws(other, 100).filter(x => first.has(x))).toEqual([]);
  });

  test('is uniform in [0, 1): every hundredth gets its share', () => {
    const n = 100_000;
    const counts = new Array<number>(100).fill(0);
    for (const x of draws(randomSeeded(7), n)) {
      expect(x >= 0 && x < 1).toBe(true);
      counts[Math.floor(x * 100)]! += 1;
    }
    const chiSquare = counts.reduce((sum, count) => sum + (count - n / 100) ** 2 / (n / 100), 0);
    // 99 degrees of freedom: the 0.001 and 0.999 quantiles.
    expect(chiSquare).toBeGreaterThan(60);
    expect(chiSquare).toBeLessThan(149);
  });

  test('has no correlation between neighbours', () => {
    const values = draws(randomSeeded(8), 50_000);
    let sum = 0;
    for (let i = 1; i < values.length; ++i) sum += (values[i]! - 0.5) * (values[i - 1]! - 0.5);
    expect(Math.abs((12 * sum) / values.length)).toBeLessThan(0.02);
  });
});

describe('shuffle()', () => {
  test('keeps every row, in an order that the seed decides', () => {
    const shuffled = (seed: number): Uint32Array =>
      shuffle(
        Uint32Array.from({ length: 50 }, (_, i) => i),
        randomSeeded(seed)
      );
    expect(shuffled(1)).toEqual(shuffled(1));
    expect(shuffled(1)).not.toEqual(shuffled(2));
    expect(shuffled(1).toSorted()).toEqual(Uint32Array.from({ length: 50 }, (_, i) => i));
  });

  test('works in place, and each order of three is as likely as any other', () => {
    const random = randomSeeded(3);
    const counts = new Map<string, number>();
    for (let i = 0; i < 6000; ++i) {
      const rows = Uint32Array.of(0, 1, 2);
      expect(shuffle(rows, random)).toBe(rows);
      counts.set(rows.join(''), (counts.get(rows.join('')) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(120);
  });
});

test('normal() has mean 0, variance 1 and two thirds within one', () => {
  const random = randomSeeded(5);
  const values = Array.from({ length: 20_000 }, () => normal(random));
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length;
  expect(Math.abs(mean)).toBeLessThan(0.03);
  expect(Math.abs(variance - 1)).toBeLessThan(0.05);
  expect(values.filter(x => Math.abs(x) < 1).length / values.length).toBeCloseTo(0.6827, 1);
  expect(values.every(Number.isFinite)).toBe(true);
});
