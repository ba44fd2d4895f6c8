import { describe, expect, test } from '@jest/globals';
import { randomSeeded } from '@espalier/core';
import { type Profile, profileSchema } from '@espalier/core/contracts';
import { createLiveProfile } from '../../src/models/live-profile.ts';
import {
  COUNT_STEP,
  createProfilePublisher,
  createStep,
  type DrawBelow,
  ROWS_STEP
} from '../../src/models/stepped-profile.ts';

function drawSeeded(seed: number): DrawBelow {
  const random = randomSeeded(seed);
  return limit => Math.floor(random() * limit);
}

const BINS = {
  x: { kind: 'number', edges: [10, 20, 30] },
  shown: { kind: 'number', edges: [10, 20, 30], show: true },
  c: { kind: 'category', levels: ['a', 'b'] }
} as const;

/** A row by the number of its bin in every column. */
function rowsIn(bins: readonly number[]): Parameters<ReturnType<typeof createLiveProfile>['add']> {
  const values = Float64Array.from(bins, bin => 10 * bin + 5);
  return [
    [
      { kind: 'number', name: 'x', values },
      { kind: 'number', name: 'shown', values },
      { kind: 'category', name: 'c', levels: ['a', 'b'], codes: Int32Array.from(bins, b => b % 2) }
    ],
    Float64Array.from(bins, bin => (bin + 0.5) / 4)
  ];
}

function createTraffic(seed: number): {
  send: (...bins: readonly number[]) => void;
  read: () => Profile;
} {
  const live = createLiveProfile(BINS);
  const publish = createProfilePublisher(drawSeeded(seed));
  return {
    send: (...bins) => {
      live.add(...rowsIn(bins));
    },
    read: () => publish(live.read())
  };
}

describe('createStep()', () => {
  test('grows by tens, is never more than ten off after the first, and tells of ten rows at least', () => {
    for (let seed = 1; seed <= 20; ++seed) {
      const step = createStep(drawSeeded(seed));
      let last = 0;
      for (let count = 0; count <= 300; ++count) {
        const shown = step('x', count);
        expect(step('x', count)).toBe(shown);
        expect(shown % COUNT_STEP).toBe(0);
        expect(shown).toBeGreaterThanOrEqual(last);
        if (count < COUNT_STEP) expect(shown).toBe(0);
        if (count >= 2 * COUNT_STEP) expect(Math.abs(shown - count)).toBeLessThan(COUNT_STEP);
        last = shown;
      }
    }
  });

  test('is right on average', () => {
    let error = 0;
    for (let seed = 1; seed <= 200; ++seed) {
      const step = createStep(drawSeeded(seed));
      for (let count = 100; count < 120; ++count) error += step('x', count) - count;
    }
    expect(Math.abs(error / 4000)).toBeLessThan(0.3);
  });

  test('no two series complete their steps with the same rows', () => {
    const step = createStep(drawSeeded(7));
    const firsts = Array.from({ length: 50 }, (_, i) => {
      let count = 0;
      while (step(`series ${i}`, count) === 0) ++count;
      return count;
    });
    expect(new Set(firsts).size).toBeGreaterThan(5);
  });
});

describe('a live profile that is published', () => {
  test('tells nothing of fewer rows than a step', () => {
    for (const bins of [[0], [3], [1, 1, 1, 1, 1, 1, 1, 1, 1, 2]]) {
      const { send, read } = createTraffic(1);
      const before = read();
      send(...bins);
      expect(read()).toEqual(before);
    }
    expect(createTraffic(1).read()).toMatchObject({
      rows: 0,
      columns: { x: { count: 0, counts: [0, 0, 0, 0] }, shown: { mean: null, max: null } }
    });
  });

  test('does not tell a row from any other, before and after, beside nine known ones', () => {
    for (let seed = 1; seed <= 50; ++seed)
      for (const known of [0, 1, 2, 3]) {
        const views = [0, 1, 2, 3].map(victim => {
          const { send, read } = createTraffic(seed);
          for (let i = 0; i < 40 + seed; ++i) send(i % 4);
          const before = read();
          for (let i = 0; i < 9; ++i) send(known);
          send(victim);
          return JSON.stringify([before, read()]);
        });
        expect(new Set(views).size).toBe(1);
      }
  });

  test('adds rows by the twenty, and counts by the ten', () => {
    const { send, read } = createTraffic(3);
    let last = read();
    for (let i = 1; i <= 400; ++i) {
      send(i % 4);
      const now = read();
      if (i % ROWS_STEP !== 0) expect(now).toBe(last);
      last = now;
    }
    expect(profileSchema.parse(last)).toEqual(last);
    expect(last).toMatchObject({ rows: 400, step: COUNT_STEP });
    for (const { count, counts, missing } of Object.values(last.columns)) {
      expect(counts.reduce((a, b) => a + b, 0)).toBe(count);
      expect([...counts, count, missing].every(n => n % COUNT_STEP === 0)).toBe(true);
      expect(Math.abs(count - 400)).toBeLessThanOrEqual(20);
    }
    expect(last.columns['x']).toMatchObject({ mean: null, std: null, min: null, max: null });
    expect(last.columns['shown']).toMatchObject({ mean: 20, min: 5, max: 35 });
  });

  test('begins anew when the counts do', () => {
    const publish = createProfilePublisher(drawSeeded(5));
    const many = createLiveProfile(BINS);
    for (let i = 0; i < 100; ++i) many.add(...rowsIn([i % 4]));
    expect(publish(many.read()).rows).toBe(100);
    const few = createLiveProfile(BINS);
    few.add(...rowsIn([2]));
    expect(publish(few.read())).toMatchObject({ rows: 0, columns: { shown: { max: null } } });
  });
});
