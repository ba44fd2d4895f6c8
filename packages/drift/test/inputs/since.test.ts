import { describe, expect, test } from '@jest/globals';
import type { Profile } from '@espalier/core/contracts';
import { type Input, nameUrl, parseProfile } from '../../src/inputs/open-input.ts';
import { readPeriod } from '../../src/inputs/period.ts';
import { takeSince } from '../../src/inputs/since.ts';
import { liveProfile, MODEL } from '../support/live-profile.ts';

function reading(hour: number, counts: readonly number[], change: Partial<Profile> = {}): Input {
  const window = { from: timeOf(0), to: timeOf(hour), complete: true };
  const profile = liveProfile(counts, [1], { window, ...change });
  return { kind: 'profile', name: `${hour}.json`, profile };
}

function timeOf(hour: number): string {
  return new Date(Date.UTC(2026, 0, 1) + hour * 3_600_000).toISOString();
}

describe('takeSince()', () => {
  test('has the rows between two readings, and their time', async () => {
    const input = takeSince(reading(26, [110, 90]), reading(3, [100, 20]));
    expect(input).toMatchObject({
      kind: 'profile',
      name: '26.json',
      profile: {
        rows: 80,
        model: MODEL,
        window: { from: timeOf(3), to: timeOf(26), complete: true },
        columns: { x: { count: 80, counts: [10, 70] } }
      }
    });
    expect(await readPeriod(input, undefined)).toEqual({ from: '2026-01-01', to: '2026-01-02' });
  });

  test('takes an earlier reading without rows, and readings without times', () => {
    expect(takeSince(reading(2, [20, 20]), reading(0, [0, 0]))).toMatchObject({
      profile: { rows: 40 }
    });
    const [later, earlier] = [reading(2, [20, 20]), reading(1, [20, 0])].map(input => {
      const { window, ...profile } = (input as { profile: Profile }).profile;
      expect(window).toBeDefined();
      return { ...input, profile } as Input;
    });
    expect(takeSince(later!, earlier!)).toMatchObject({ profile: { rows: 20 } });
  });

  test.each<[string, Input, Input, string, string]>([
    [
      'the wrong order',
      reading(1, [10, 10]),
      reading(2, [20, 20]),
      'E_PROFILE_INVALID',
      'continue'
    ],
    ['equal counts', reading(2, [20, 20]), reading(1, [20, 20]), 'E_PROFILE_INVALID', 'no row'],
    [
      'a count that fell',
      reading(2, [10, 90]),
      reading(1, [20, 20]),
      'E_PROFILE_INVALID',
      'contin'
    ],
    [
      'another start',
      reading(2, [90, 90], { window: { from: timeOf(1), to: timeOf(2), complete: true } }),
      reading(1, [20, 20]),
      'E_PROFILE_INVALID',
      'continue'
    ],
    [
      'an earlier time in spite of its counts',
      reading(1, [90, 90]),
      reading(2, [20, 20]),
      'E_PROFILE_INVALID',
      'continue'
    ],
    [
      'another version',
      reading(2, [90, 90]),
      reading(1, [20, 20], { model: { ...MODEL, version: '1', content_sha256: 'xyz' } }),
      'E_MODEL_MISMATCH',
      'churn 1 and churn 2'
    ],
    [
      'no model on one side',
      reading(2, [90, 90], { model: undefined }),
      reading(1, [20, 20]),
      'E_MODEL_MISMATCH',
      'churn 2 and none'
    ],
    [
      'a table',
      { kind: 'table', name: 'a.csv', paths: ['a.csv'] },
      reading(1, [20, 20]),
      'E_USAGE',
      '--new is not a profile'
    ],
    [
      'a table before',
      reading(1, [20, 20]),
      { kind: 'table', name: 'a.csv', paths: ['a.csv'] },
      'E_USAGE',
      '--since is not a profile'
    ]
  ])('refuses %s', (_, later, earlier, code, message) => {
    let error: unknown;
    try {
      takeSince(later, earlier);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toMatchObject({ code, message: expect.stringContaining(message) });
  });
});

test('a window without rows says of what time', () => {
  const { profile } = reading(1, [0, 0]) as { profile: Profile };
  const text = JSON.stringify(profile);
  expect(parseProfile(text, 'live', true).rows).toBe(0);
  expect(() => parseProfile(text, 'live')).toThrow(
    expect.objectContaining({
      details: [
        {
          file: 'live',
          field: 'rows',
          problem: `no row told from ${timeOf(0)} to ${timeOf(1)}: a live profile counts by twenties`
        }
      ]
    })
  );
});

test.each([
  ['?since=24h', '?since=24h'],
  ['?token=secret&since=90m', '?since=90m'],
  ['?since=secret', ''],
  ['?token=secret', '']
])('an address with %s is named with %j alone', (query, shown) => {
  expect(nameUrl(`http://user:secret@host/profile${query}`)).toBe(`http://host/profile${shown}`);
});
