import { describe, expect, test } from '@jest/globals';
import { normal, randomSeeded, sortedFinite } from '@espalier/core';
import { ksDistance, wasserstein } from '../../src/statistics/distances.ts';
import { orderJointly } from '../../src/pair/joint-order.ts';

type Draw = (random: () => number) => number;

const gauss: Draw = random => normal(random);

/** Pairs of distributions, drawn with a seed. */
const SHAPES: Readonly<Record<string, readonly [Draw, Draw]>> = {
  'the same normal': [gauss, gauss],
  'shifted normals': [gauss, random => gauss(random) + 0.3],
  'far apart': [gauss, random => gauss(random) + 1e6],
  lognormal: [random => Math.exp(2 * gauss(random)), random => Math.exp(2 * gauss(random) + 0.1)],
  Cauchy: [random => gauss(random) / gauss(random), random => gauss(random) / gauss(random) + 1],
  rounded: [
    random => Math.round(8 * gauss(random)) / 8,
    random => Math.round(8 * gauss(random)) / 8
  ],
  'mostly zeros': [
    random => (random() < 0.9 ? 0 : gauss(random)),
    random => (random() < 0.4 ? 0 : gauss(random))
  ],
  flags: [random => Number(random() < 0.05), random => Number(random() < 0.5)],
  constants: [() => 5, () => 9],
  'one constant': [() => 5, () => 5],
  'milliseconds of a year': [
    random => 1_700_000_000_000 + Math.floor(random() * 3e10),
    random => 1_705_000_000_000 + Math.floor(random() * 3e10)
  ],
  'next to a large number': [
    random => 1e9 + 1e-3 * gauss(random),
    random => 1e9 + 1e-3 * gauss(random)
  ],
  'both signs around zero': [random => 1e-300 * gauss(random), random => 1e-300 * gauss(random)],
  'all magnitudes': [
    random => gauss(random) * 10 ** (600 * random() - 300),
    random => gauss(random) * 10 ** (600 * random() - 300)
  ],
  'the largest numbers': [
    random => (random() < 0.5 ? Number.MAX_VALUE : -Number.MAX_VALUE) * random(),
    () => Number.MAX_VALUE
  ],
  'the smallest numbers': [
    random => Number.MIN_VALUE * Math.floor(random() * 5),
    random => -Number.MIN_VALUE * Math.ceil(random() * 5)
  ]
};

describe.each(Object.entries(SHAPES))('%s', (_, [drawA, drawB]) => {
  test.each([
    [20_000, 30_000],
    [500, 40_000],
    [3, 1],
    [1, 1]
  ])('%i and %i values give what all values sorted give', (n, m) => {
    const random = randomSeeded(7, n);
    const reference = Float64Array.from({ length: n }, () => drawA(random) + 0);
    const fresh = Float64Array.from({ length: m }, () => drawB(random) + 0);
    const ranks = (count: number): number[] => [0, count >> 3, count >> 1, count - 1];
    const joint = orderJointly({
      reference,
      fresh,
      ranks: { reference: ranks(n), fresh: ranks(m) },
      edgesOf: ({ at }) => ranks(n).map(at)
    });
    const a = sortedFinite(reference);
    const b = sortedFinite(fresh);
    expect(joint.ks).toBe(ksDistance(a, b));
    const earth = wasserstein(a, b);
    if (Number.isFinite(earth)) {
      const spread = Math.max(
        ...[a, b].map(side => Math.max(Math.abs(side[0]!), Math.abs(side.at(-1)!)))
      );
      expect(Math.abs(joint.wasserstein - earth)).toBeLessThanOrEqual(
        1e-12 * spread + 1e-12 * earth
      );
    }
    for (const rank of ranks(n)) {
      const edge = a[rank]!;
      expect(joint.reference.at(rank)).toBe(edge);
      expect(joint.reference.numBelow(edge)).toBe(a.filter(x => x < edge).length);
      expect(joint.fresh.numBelow(edge)).toBe(b.filter(x => x < edge).length);
    }
    for (const rank of ranks(m)) expect(joint.fresh.at(rank)).toBe(b[rank]);
  });
});
