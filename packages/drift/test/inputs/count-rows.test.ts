import { expect, test } from '@jest/globals';
import { normal, profileColumn, randomSeeded } from '@espalier/core';
import type { NumberProfile } from '@espalier/core/contracts';
import { createCounters } from '../../src/inputs/count-rows.ts';

const random = randomSeeded(5);
const ODD = [0, -0, 1, -1, 0.5, 5e-324, -5e-324, 1e308, -1e308, NaN, Infinity, -Infinity];

test.each([
  ['a normal distribution', () => normal(random)],
  ['all magnitudes', () => normal(random) * 10 ** (40 * random() - 20)],
  ['few values', () => Math.floor(4 * random())],
  ['many zeros', () => (random() < 0.5 ? 0 : normal(random))],
  ['next to a large number', () => 1e9 + 1e-3 * normal(random)]
])('counters put every value of %s into the bin that a search finds', (_, draw) => {
  const values = Float64Array.from({ length: 5000 }, (__, i) => ODD[i] ?? draw());
  const column = { kind: 'number', name: 'x', values } as const;
  const reference = profileColumn({ ...column, values: values.map(draw) }) as NumberProfile;
  // Values at edges, and next to them.
  const edges = reference.edges.flatMap(edge => [edge, edge - 1e-9, edge * (1 + 2 ** -50)]);
  for (const all of [values, Float64Array.of(...values, ...edges)]) {
    const counter = createCounters({ x: reference }).get('x')!;
    counter.add({ ...column, values: all.subarray(0, 700) });
    counter.add({ ...column, values: all.subarray(700) });
    const { profile } = counter.counts();
    const finite = all.filter(Number.isFinite);
    const naive = new Array<number>(reference.edges.length + 1).fill(0);
    for (const x of finite) naive[reference.edges.filter(edge => x >= edge).length]! += 1;
    expect(profile).toMatchObject({
      counts: naive,
      count: finite.length,
      missing: all.length - finite.length
    });
  }
});
