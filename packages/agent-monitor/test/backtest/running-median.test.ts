import { describe, expect, test } from '@jest/globals';
import { randomSeeded } from '@espalier/core';
import { RankSet } from '../../src/backtest/rank-set.ts';
import { rankValues, runMedians } from '../../src/backtest/running-median.ts';

describe('RankSet', () => {
  test.each([1, 31, 32, 33, 1024, 1025, 40_000])('finds its neighbours under %d', limit => {
    const random = randomSeeded(limit);
    const set = new RankSet(limit);
    const members = new Set<number>();
    for (let i = 0; i < 500; ++i) {
      const rank = Math.floor(limit * random());
      if (members.delete(rank)) set.remove(rank);
      else {
        members.add(rank);
        set.add(rank);
      }
      const from = Math.floor(limit * random());
      const above = [...members].filter(member => member > from);
      const below = [...members].filter(member => member < from);
      expect([set.next(from), set.previous(from)]).toEqual([
        above.length === 0 ? -1 : Math.min(...above),
        below.length === 0 ? -1 : Math.max(...below)
      ]);
    }
  });
});

describe('runMedians()', () => {
  /** By sorting each window. */
  function naive(times: Float64Array, values: Float64Array, length: number): Float64Array {
    return times.map((time, i) => {
      const window = values
        .slice(0, i)
        .filter((value, j) => times[j]! >= time - length && !Number.isNaN(value))
        .sort();
      const half = window.length >> 1;
      if (window.length === 0) return NaN;
      return window.length % 2 === 1 ? window[half]! : window[half - 1]! / 2 + window[half]! / 2;
    });
  }

  test.each([
    ['different values', (random: () => number) => random()],
    ['few values', (random: () => number) => Math.floor(5 * random()) / 10],
    ['many gaps', (random: () => number) => (random() < 0.7 ? NaN : random())],
    ['a fall', (_: () => number, i: number) => -i],
    ['one value', () => 0.9],
    ['no value', () => NaN]
  ])('is that of every window, for %s', (_, draw) => {
    const random = randomSeeded(5);
    let time = 0;
    const times = Float64Array.from({ length: 600 }, () => (time += 1 + Math.floor(5 * random())));
    const values = times.map((__, i) => draw(random, i));
    const ranked = rankValues(values);
    for (const length of [1, 7, 60, 500, 1e9])
      expect(runMedians(times, ranked, length)).toEqual(naive(times, values, length));
  });
});
