import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { roundDates } from '../src/aggregates.ts';
import { formatDate, parseIsoDate, roundToDay } from '../src/dates.ts';

describe('parseIsoDate()', () => {
  test.each([
    ['2024-03-31', Date.UTC(2024, 2, 31)],
    ['2024-02-29', Date.UTC(2024, 1, 29)],
    ['1969-12-31', -86_400_000],
    ['9999-12-31', Date.UTC(9999, 11, 31)],
    ['2024-03-31T08:30', Date.UTC(2024, 2, 31, 8, 30)],
    ['2024-03-31 08:30:15', Date.UTC(2024, 2, 31, 8, 30, 15)],
    ['2024-03-31T08:30:15.5Z', Date.UTC(2024, 2, 31, 8, 30, 15, 500)],
    ['2024-03-31T08:30:15.123999Z', Date.UTC(2024, 2, 31, 8, 30, 15, 123)],
    ['2024-03-31T08:30:00+02:00', Date.UTC(2024, 2, 31, 6, 30)],
    ['2024-03-31T23:30:00-0230', Date.UTC(2024, 3, 1, 2)],
    [' 2024-03-31 ', Date.UTC(2024, 2, 31)]
  ])('%s', (text, expected) => {
    expect(parseIsoDate(text)).toBe(expected);
  });

  test.each([
    '',
    '31.03.2024',
    '03/31/2024',
    '2024-3-31',
    '2024-03',
    '20240331',
    '2024-02-30',
    '2023-02-29',
    '2024-13-01',
    '2024-00-10',
    '2024-03-31T24:00',
    '2024-03-31T08:60',
    '2024-03-31T08',
    '2024-03-31+02:00',
    '2024-03-31T08:30 UTC',
    '1711872000000'
  ])('"%s" is none', text => {
    expect(parseIsoDate(text)).toBeUndefined();
  });

  test('reads what formatDate() writes', () => {
    const seconds = fc.integer({ min: -59_000_000_000, max: 9_000_000_000 });
    fc.assert(
      fc.property(seconds, fc.integer({ min: 0, max: 999 }), (second, ms) => {
        const value = 1000 * second + ms;
        expect(parseIsoDate(formatDate(value))).toBe(value);
      })
    );
  });
});

test('formatDate() leaves out the time at midnight', () => {
  expect(formatDate(Date.UTC(2024, 2, 31))).toBe('2024-03-31');
  expect(formatDate(Date.UTC(2024, 2, 31, 8, 30))).toBe('2024-03-31T08:30:00Z');
});

test('roundDates() keeps days, and a shorter unit where days do not tell dates apart', () => {
  const day = Date.UTC(2024, 2, 31);
  expect(roundDates([day + 5, day + 86_400_000 + 7])).toEqual([day, day + 86_400_000]);
  expect(roundDates([day + 5, day + 3_600_000 + 7])).toEqual([day, day + 3_600_000]);
  expect(roundDates([day + 1, day + 2])).toEqual([day + 1, day + 2]);
  expect(roundToDay(-1)).toBe(-86_400_000);
});
