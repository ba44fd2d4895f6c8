import { describe, expect, test } from '@jest/globals';
import { roundAggregate, roundBounds } from '../src/aggregates.ts';

test.each([
  [118.3721, 118],
  [0.000123456, 0.000123],
  [-98765, -98800],
  [0, 0],
  [NaN, NaN]
])('roundAggregate() gives %d as %d', (value, expected) => {
  expect(roundAggregate(value)).toBe(expected);
});

describe('roundBounds()', () => {
  test('rounds to three digits', () => {
    expect(roundBounds([0.51234, 98.7654, 1234.5])).toEqual([0.512, 98.8, 1230]);
  });

  test('keeps as many digits as tell the bounds of a narrow column apart', () => {
    expect(roundBounds([1991, 1994, 1999, 2003])).toEqual([1991, 1994, 1999, 2003]);
    expect(roundBounds([47.37123, 47.37456, 47.41])).toEqual([47.371, 47.375, 47.41]);
  });

  test('keeps bounds that no rounding keeps apart, and none', () => {
    const close = [1, 1 + Number.EPSILON];
    expect(roundBounds(close)).toEqual(close);
    expect(roundBounds([])).toEqual([]);
  });
});
