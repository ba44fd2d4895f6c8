import { describe, expect, test } from '@jest/globals';
import { createLiveProfile } from '../../src/models/live-profile.ts';
import { mergeProfiles } from '../../src/models/merge-profiles.ts';
import {
  moments,
  nearlyEqualEdges,
  profileScores,
  profileTable,
  selectRows,
  sortedFinite
} from '@espalier/core';
import { type Profile, profileSchema } from '@espalier/core/contracts';
import { SYNTHETIC_SPEC, syntheticRows } from '../../../../test/support/synthetic.ts';

const { table } = syntheticRows(500, 3);
const columns = table.columns.filter(({ name }) => Object.hasOwn(SYNTHETIC_SPEC.features, name));
const training = profileTable({ numRows: table.numRows, columns }, SYNTHETIC_SPEC);
const probabilities = Float64Array.from({ length: 500 }, (_, i) => (i % 101) / 100);

const shownBins = Object.fromEntries(
  Object.entries(training.columns).map(([name, column]) => [name, { ...column, show: true }])
);

/** The live profile of some rows, that came in parts. */
function liveOf(from: number, to: number, size: number): Profile {
  const live = createLiveProfile(shownBins);
  for (let at = from; at < to; at += size) {
    const rows = Uint32Array.from({ length: Math.min(size, to - at) }, (_, i) => at + i);
    live.add(
      selectRows({ numRows: table.numRows, columns }, rows).columns,
      probabilities.slice(at, at + rows.length)
    );
  }
  return live.read();
}

function numbersOf(name: string): Float64Array {
  const column = columns.find(one => one.name === name);
  return column?.kind === 'number' ? column.values : new Float64Array(0);
}

function expectNear(profile: Profile): void {
  expect(profileSchema.parse(profile)).toEqual(profile);
  expect(profile.rows).toBe(500);
  for (const [name, column] of Object.entries(training.columns)) {
    const found = profile.columns[name]!;
    expect(found.counts).toEqual(column.counts);
    expect(found.missing).toBe(column.missing);
    if (column.kind !== 'number' || found.kind !== 'number') continue;
    const values = numbersOf(name);
    const exact = moments(values);
    expect(found.mean).toBeCloseTo(exact.mean, 9);
    expect(found.std).toBeCloseTo(exact.std, 9);
    const sorted = sortedFinite(values);
    expect([found.min, found.max]).toEqual([sorted[0], sorted.at(-1)]);
  }
  const hundredths = profileScores(probabilities).counts;
  expect(profile.scores?.counts).toEqual(
    Array.from({ length: 20 }, (_, i) =>
      hundredths.slice(5 * i, 5 * i + 5).reduce((a, b) => a + b, 0)
    )
  );
}

test.each([1, 7, 500])('traffic of the training rows, %i at a time, has their profile', size => {
  expectNear(liveOf(0, 500, size));
});

test('the profiles of several workers are one', () => {
  expectNear(mergeProfiles([liveOf(0, 100, 10), liveOf(100, 100, 1), liveOf(100, 500, 50)]));
});

describe('what is in none of the bins', () => {
  test('is counted: missing, unseen, beyond the edges', () => {
    const live = createLiveProfile({
      x: { kind: 'number', edges: [0, 1] },
      c: { kind: 'category', levels: ['a', 'b'] }
    });
    live.add(
      [
        { kind: 'number', name: 'x', values: Float64Array.of(-1e300, NaN, 1, 1e300) },
        { kind: 'category', name: 'c', levels: ['b', 'z'], codes: Int32Array.of(0, 1, -1, -2) },
        { kind: 'number', name: 'nobody', values: Float64Array.of(1, 2, 3, 4) }
      ],
      Float64Array.of(0, 0.5, 0.999, 1)
    );
    const { columns: found, scores } = live.read();
    expect(found).toMatchObject({
      x: { count: 3, missing: 1, counts: [1, 0, 2] },
      // `z` is a level that training knew and few rows held.
      c: { count: 1, missing: 1, unseen: 1, other: 1, counts: [0, 1] }
    });
    expect(Object.keys(found)).toEqual(['x', 'c']);
    expect(scores).toMatchObject({ count: 4, min: null, max: null });
    expect(profileSchema.safeParse(live.read()).success).toBe(true);
  });

  test('nothing at all is a profile too', () => {
    const empty = createLiveProfile(training.columns).read();
    expect(profileSchema.parse(empty)).toMatchObject({ rows: 0 });
  });
});

test('a column that is not shown has no moments, extremes or anything else of single values', () => {
  const live = createLiveProfile({
    x: { kind: 'number', edges: [0, 1] },
    shown: { kind: 'number', edges: [0, 1], show: true }
  });
  const values = Float64Array.of(9_959_123, 2);
  live.add(
    ['x', 'shown'].map(name => ({ kind: 'number', name, values })),
    Float64Array.of(0.123456, 0.5)
  );
  const { columns: found, scores } = live.read();
  const none = { mean: null, std: null, min: null, max: null };
  expect(found['x']).toMatchObject({ count: 2, ...none });
  expect(found['shown']).toMatchObject({ min: 2, max: 9_959_123 });
  expect(scores).toMatchObject({ count: 2, ...none });
  expect(mergeProfiles([live.read(), live.read()]).columns['x']).toMatchObject({
    count: 4,
    ...none
  });
});

test('scores are counted between the edges that training has nearest to equal shares', () => {
  const scores = profileScores(probabilities);
  const edges = nearlyEqualEdges(scores, 20);
  expect(edges.length).toBe(19);
  const live = createLiveProfile({}, edges);
  live.add([], probabilities);
  const found = live.read().scores!;
  expect(found.edges).toEqual(edges);
  expect(found.counts.reduce((a, b) => a + b, 0)).toBe(500);
  expect(Math.min(...found.counts)).toBeGreaterThan(15);
  expect(Math.max(...found.counts)).toBeLessThan(35);
  expect(live.readTenths().reduce((a, b) => a + b, 0)).toBe(500);
});
