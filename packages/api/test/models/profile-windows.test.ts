import { describe, expect, test } from '@jest/globals';
import { randomSeeded } from '@espalier/core';
import { type Profile, profileSchema } from '@espalier/core/contracts';
import { createLiveProfile } from '../../src/models/live-profile.ts';
import { createProfileWindows, type ProfileWindows } from '../../src/models/profile-windows.ts';
import { createProfilePublisher, type DrawBelow } from '../../src/models/stepped-profile.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const START = Date.UTC(2026, 0, 1);

const BINS = {
  x: { kind: 'number', edges: [10, 20, 30] },
  c: { kind: 'category', levels: ['a', 'b'] }
} as const;

function drawSeeded(seed: number): DrawBelow {
  const random = randomSeeded(seed);
  return limit => Math.floor(random() * limit);
}

/** A server with a clock: rows by the number of their bin, notes each minute. */
function createServer(seed = 1): {
  send: (...bins: readonly number[]) => void;
  pass: (milliseconds: number) => void;
  read: (seconds?: number) => Profile;
  windows: ProfileWindows;
} {
  const live = createLiveProfile(BINS);
  const publish = createProfilePublisher(drawSeeded(seed));
  const windows = createProfileWindows(START);
  let now = START;
  const note = (): void => {
    windows.note(publish(live.read()), now);
  };
  note();
  return {
    windows,
    send(...bins) {
      live.add(
        [
          { kind: 'number', name: 'x', values: Float64Array.from(bins, bin => 10 * bin + 5) },
          {
            kind: 'category',
            name: 'c',
            levels: ['a', 'b'],
            codes: Int32Array.from(bins, bin => bin % 2)
          }
        ],
        Float64Array.from(bins, bin => (bin + 0.5) / 4)
      );
    },
    pass(milliseconds) {
      for (const end = now + milliseconds; now < end;) {
        now += MINUTE;
        note();
      }
    },
    read(seconds) {
      note();
      return windows.read(now, seconds)!;
    }
  };
}

const many = (count: number, bin: number): number[] => new Array<number>(count).fill(bin);
const at = (milliseconds: number): string => new Date(START + milliseconds).toISOString();

describe('windows of a live profile', () => {
  test('see a shift that the whole time hides', () => {
    const { send, pass, read } = createServer();
    for (let hour = 0; hour < 16; ++hour) {
      send(...many(1000, 0));
      pass(HOUR);
    }
    send(...many(2400, 3));
    pass(HOUR);
    const whole = read();
    expect(whole).toMatchObject({
      rows: 18_400,
      window: { from: at(0), to: at(16 * HOUR + MINUTE), complete: true }
    });
    const hour = read(3600);
    expect(hour).toMatchObject({
      rows: 2400,
      columns: { x: { counts: [0, 0, 0, 2400] }, c: { counts: [0, 2400] } },
      window: { from: at(16 * HOUR), to: at(16 * HOUR + MINUTE), complete: true }
    });
    expect(read(4.5 * 3600)).toMatchObject({
      rows: 6400,
      window: { from: at(12 * HOUR), complete: true }
    });
    for (const profile of [whole, hour]) expect(profileSchema.parse(profile)).toEqual(profile);
  });

  test('begin with the version, and say that they are shorter than asked for', () => {
    const { send, pass, read } = createServer();
    send(...many(100, 1));
    pass(10 * MINUTE);
    expect(read(86_400)).toMatchObject({
      rows: 100,
      window: { from: at(0), to: at(MINUTE), complete: false }
    });
    expect(read(300)).toMatchObject({ rows: 0, window: { from: at(5 * MINUTE), complete: true } });
  });

  test('are exact to five minutes for hours, to an hour for days, to a day for a month', () => {
    const { send, pass, read } = createServer();
    for (let hour = 0; hour < 24 * 40; ++hour) {
      send(...many(20, hour % 4));
      pass(HOUR);
    }
    const lengthOf = (milliseconds: number): number => {
      const { window } = read(milliseconds / 1000);
      expect(window!.complete).toBe(true);
      return START + 40 * DAY - Date.parse(window!.from) - milliseconds;
    };
    for (const [asked, least] of [
      [7 * MINUTE, 5 * MINUTE],
      [HOUR, 5 * MINUTE],
      [2.9 * HOUR, 5 * MINUTE],
      [24 * HOUR, HOUR],
      [50.5 * HOUR, HOUR],
      [7 * DAY, DAY],
      [35 * DAY, DAY]
    ] as const) {
      expect(lengthOf(asked)).toBeGreaterThanOrEqual(0);
      expect(lengthOf(asked)).toBeLessThan(least);
    }
  });

  test('keep a bounded number of readings, however long the server runs', () => {
    const { windows } = createServer();
    const profile = createProfilePublisher(drawSeeded(1))(createLiveProfile(BINS).read());
    const froms = new Set<string>();
    for (let i = 1; i <= 400 * 24; ++i)
      windows.note({ ...profile, rows: 20 * i }, START + i * HOUR);
    for (let i = 1; i <= 60 * 24 * 35; i += 5)
      froms.add(windows.read(START + 400 * DAY, 60 * i)!.window!.from);
    expect(froms.size).toBeGreaterThan(80);
    expect(froms.size).toBeLessThan(150);
  });

  test('begin anew when counts fall or rows are lost, and the whole time says so', () => {
    const { send, pass, read, windows } = createServer();
    send(...many(200, 0));
    pass(HOUR);
    windows.restart();
    send(...many(100, 1));
    pass(HOUR);
    expect(read()).toMatchObject({ rows: 300, window: { from: at(0), complete: false } });
    expect(read(86_400)).toMatchObject({
      rows: 0,
      window: { from: at(HOUR + MINUTE), complete: false }
    });
    send(...many(40, 2));
    pass(10 * MINUTE);
    expect(read(86_400)).toMatchObject({ rows: 40, columns: { x: { counts: [0, 0, 40, 0] } } });
    expect(read(300).window).toMatchObject({ complete: true });
  });
});

describe('no single row', () => {
  /** Every window that can be asked for, at each minute of some hours. */
  function watchAll(victim: number | undefined, seed: number): string[] {
    const { send, pass, read } = createServer(seed);
    const seen: string[] = [];
    const look = (): void => {
      for (const seconds of [undefined, 1, 60, 300, 600, 3600, 7200, 86_400])
        seen.push(JSON.stringify(read(seconds)));
    };
    for (let minute = 0; minute < 90; ++minute) {
      if (minute === 41 && victim !== undefined) send(victim);
      // Nine rows that the reader knows, and nothing else for the rest of the step.
      if (minute === 40) send(...many(9, 2));
      else if (minute < 40) send(minute % 4, (minute + 1) % 4);
      look();
      pass(MINUTE);
    }
    return seen;
  }

  test('shows in any window, or in a difference of two, beside nine known ones', () => {
    for (let seed = 1; seed <= 5; ++seed) {
      const views = [undefined, 0, 1, 2, 3].map(victim => watchAll(victim, seed).join('\n'));
      expect(new Set(views).size).toBe(1);
    }
  });

  test('is told by windows that the readings of the whole time would not tell', () => {
    const random = randomSeeded(3);
    const { send, pass, read } = createServer(3);
    const readings = new Map<string, Profile>([[at(0), read()]]);
    for (let minute = 1; minute < 200; ++minute) {
      send(...Array.from({ length: Math.floor(8 * random()) }, () => Math.floor(4 * random())));
      pass(MINUTE);
      const whole = read();
      readings.set(at(minute * MINUTE), whole);
      for (const seconds of [300, 1234, 3600]) {
        const window = read(seconds);
        const base = readings.get(window.window!.from)!;
        expect(window.rows).toBe(whole.rows - base.rows);
        for (const [name, { counts }] of Object.entries(window.columns))
          expect(counts).toEqual(
            whole.columns[name]!.counts.map((n, i) => n - base.columns[name]!.counts[i]!)
          );
      }
    }
  });

  test('is behind a count: all are multiples of ten', () => {
    const random = randomSeeded(5);
    const { send, pass, read } = createServer(5);
    for (let minute = 0; minute < 300; ++minute) {
      send(...Array.from({ length: 3 }, () => Math.floor(4 * random())));
      pass(MINUTE);
      for (const { counts, count, missing } of Object.values(read(1800).columns))
        expect([...counts, count, missing].every(n => n >= 0 && n % 10 === 0)).toBe(true);
    }
  });
});
