import { describe, expect, test } from '@jest/globals';
import { type Profile, profileSchema } from '../src/contracts/profile.ts';
import { subtractProfiles } from '../src/subtract-profiles.ts';

const EARLIER: Profile = {
  format: 'espalier.profile/1',
  rows: 100,
  step: 10,
  scores: numbers([60, 40], [0.5]),
  columns: {
    x: numbers([10, 50, 40], [1, 2]),
    c: { ...levels([60, 20]), missing: 10, unseen: 0, other: 10 }
  }
};
const LATER: Profile = {
  ...EARLIER,
  rows: 160,
  window: { from: '2026-01-01T00:00:00.000Z', to: '2026-01-02T00:00:00.000Z', complete: true },
  scores: numbers([70, 90], [0.5]),
  columns: {
    x: { ...numbers([10, 60, 80], [1, 2]), missing: 10 },
    c: { ...levels([60, 70]), missing: 20, unseen: 10, other: 10 }
  }
};

function numbers(counts: readonly number[], edges: readonly number[]) {
  const count = counts.reduce((a, b) => a + b, 0);
  const moments = { mean: 5, std: 1, min: 0, max: 9 };
  return {
    kind: 'number' as const,
    count,
    missing: 0,
    ...moments,
    edges: [...edges],
    counts: [...counts]
  };
}

function levels(counts: readonly number[]) {
  const count = counts.reduce((a, b) => a + b, 0);
  return {
    kind: 'category' as const,
    count,
    missing: 0,
    unseen: 0,
    levels: ['a', 'b'],
    counts: [...counts]
  };
}

describe('subtractProfiles()', () => {
  test('has the rows between two readings, without moments', () => {
    const between = subtractProfiles(LATER, EARLIER);
    const none = { mean: null, std: null, min: null, max: null };
    expect(between).toEqual({
      format: 'espalier.profile/1',
      rows: 60,
      step: 10,
      scores: { ...numbers([10, 50], [0.5]), ...none },
      columns: {
        x: { ...numbers([0, 10, 40], [1, 2]), ...none, missing: 10 },
        c: { ...levels([0, 50]), missing: 10, unseen: 10 }
      }
    });
    expect(profileSchema.parse(between)).toEqual(between);
  });

  test('keeps the moments of a column that began in between', () => {
    const empty = { ...numbers([0, 0, 0], [1, 2]), mean: null, std: null, min: null, max: null };
    const between = subtractProfiles(LATER, {
      ...EARLIER,
      columns: { ...EARLIER.columns, x: empty }
    });
    expect(between?.columns['x']).toMatchObject({ count: 150, mean: 5, max: 9 });
  });

  test.each<[string, Partial<Profile>]>([
    ['fewer rows', { rows: 90 }],
    ['another step', { step: 20 }],
    ['a bin that fell', { columns: { ...LATER.columns, x: numbers([0, 70, 80], [1, 2]) } }],
    ['a level that fell', { columns: { ...LATER.columns, c: levels([50, 90]) } }],
    ['other edges', { columns: { ...LATER.columns, x: numbers([10, 60, 80], [1, 3]) } }],
    ['other bins', { columns: { ...LATER.columns, x: numbers([60, 90], [1]) } }],
    ['another kind', { columns: { ...LATER.columns, x: levels([60, 90]) } }],
    ['a further column', { columns: { ...LATER.columns, y: levels([1, 1]) } }],
    ['another column', { columns: { x: LATER.columns['x']!, y: LATER.columns['c']! } }],
    ['scores in other bins', { scores: numbers([70, 90], [0.4]) }]
  ])('is undefined for a later reading with %s', (_, change) => {
    expect(subtractProfiles({ ...LATER, ...change }, EARLIER)).toBeUndefined();
  });

  test('is undefined the other way round, and without scores on one side', () => {
    expect(subtractProfiles(EARLIER, LATER)).toBeUndefined();
    const { scores, ...others } = LATER;
    expect(scores).toBeDefined();
    expect(subtractProfiles(others, EARLIER)).toBeUndefined();
  });
});
