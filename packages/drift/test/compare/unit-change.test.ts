import { describe, expect, test } from '@jest/globals';
import { normal, profileColumn, randomSeeded } from '@espalier/core';
import { pairColumns } from '../../src/pair/pair.ts';
import { pairSamples } from '../../src/pair/pair-samples.ts';
import { findUnitFactor } from '../../src/compare/unit-change.ts';
import { numbers } from '../support/tables.ts';

function draw(n: number, seed: number, factor = 1, by = 0): number[] {
  const random = randomSeeded(seed);
  return Array.from({ length: n }, () => factor * (50 + 12 * normal(random) + by));
}

function factorOf(
  a: readonly number[],
  b: readonly number[],
  byCounts: boolean
): number | undefined {
  const [reference, fresh] = [numbers('x', a), numbers('x', b)];
  if (!byCounts) return findUnitFactor(pairColumns(reference, fresh));
  const profile = profileColumn(reference);
  const counts = {
    ...profileColumn(fresh),
    edges: [...(profile.kind === 'number' ? profile.edges : [])]
  };
  if (counts.kind !== 'number') throw new RangeError('a number column');
  counts.counts = counts.edges.map(() => 0).concat(0);
  counts.counts[counts.edges.length] = counts.count;
  return findUnitFactor(
    pairSamples(
      { of: 'counts', counts: { name: 'x', profile } },
      { of: 'counts', counts: { name: 'x', profile: counts } }
    )
  );
}

describe.each([[false], [true]])('findUnitFactor(), by counts: %s', byCounts => {
  test.each([1000, 0.001, 2.54, 60, 1024])('finds a factor of %d', factor => {
    const found = factorOf(draw(500, 1), draw(700, 2, factor), byCounts);
    // 1000 and 1024 are nearer to each other than samples tell.
    expect(Math.abs(Math.log(found! / factor))).toBeLessThan(0.05);
  });

  test.each([
    ['no change', draw(500, 1), draw(500, 2)],
    ['a shift', draw(500, 1), draw(500, 2, 1, 200)],
    ['a scale that is no unit', draw(500, 1), draw(500, 2, 1.6)],
    ['another sign', draw(500, 1), draw(500, 2, -1000)],
    ['too few rows', draw(20, 1), draw(20, 2, 1000)],
    ['one value', Array.from({ length: 500 }, () => 5), Array.from({ length: 500 }, () => 5000)]
  ])('finds none in %s', (_, a, b) => {
    expect(factorOf(a, b, byCounts)).toBeUndefined();
  });
});
