import { describe, expect, test } from '@jest/globals';
import { randomSeeded } from '../src/random.ts';
import { parseTime } from '../src/parse-time.ts';

const NOON = Date.UTC(2025, 7, 17, 12) * 1000;

describe('parseTime()', () => {
  test.each([
    '2025-08-17T12:00:00Z',
    '2025-08-17T12:00:00',
    '2025-08-17 12:00:00',
    '2025-08-17T12:00',
    '2025-08-17t12:00:00z',
    '2025-08-17T14:00:00+02:00',
    '2025-08-17T14:00:00+0200',
    '2025-08-17T14:00:00+02',
    '2025-08-17T06:30:00.000-05:30',
    ' 2025-08-17T12:00:00,000000000 '
  ])('reads %j as one and the same time', text => {
    expect(parseTime(text)).toBe(NOON);
  });

  test('takes a date for its midnight in UTC', () => {
    expect(parseTime('2025-08-17')).toBe(NOON - 12 * 3600e6);
  });

  test('keeps microseconds', () => {
    expect(parseTime('2025-08-17T12:00:00.895592')).toBe(NOON + 895_592);
    expect(parseTime('2025-08-17T12:00:00.5')).toBe(NOON + 500_000);
    expect(parseTime('1969-12-31T23:59:59.999999Z')).toBe(-1);
  });

  test('knows leap years', () => {
    expect(parseTime('2024-02-29')).toBeDefined();
    expect(parseTime('2025-02-29')).toBeUndefined();
  });

  test.each([
    '',
    'soon',
    '2025',
    '2025-8-17',
    '2025-13-01',
    '2025-08-32',
    '2025-08-00',
    '2025-08-17T24:00:00Z',
    '2025-08-17T12:60:00Z',
    '2025-08-17T12:00:60Z',
    '2025-08-17T12:00:00+24:00',
    '2025-08-17T12:00:00 Europe/Paris',
    '1755432000'
  ])('refuses %j', text => {
    expect(parseTime(text)).toBeUndefined();
  });
});

test('the usual form is read as its other spellings are', () => {
  const random = randomSeeded(9);
  const draw = (limit: number): number => Math.floor(limit * random());
  const two = (n: number): string => String(n).padStart(2, '0');
  for (let i = 0; i < 5000; ++i) {
    const date = `${1 + draw(3000)}`.padStart(4, '0') + `-${two(draw(14))}-${two(draw(33))}`;
    const time = `${two(draw(26))}:${two(draw(62))}:${two(draw(62))}`;
    const fraction = random() < 0.5 ? '' : `.${String(random()).slice(2, 3 + draw(9))}`;
    const zone = random() < 0.5 ? '' : 'Z';
    // A space in place of the T is not the usual form.
    expect([date, time, fraction, zone, parseTime(`${date}T${time}${fraction}${zone}`)]).toEqual([
      date,
      time,
      fraction,
      zone,
      parseTime(`${date} ${time}${fraction}${zone}`)
    ]);
  }
});
