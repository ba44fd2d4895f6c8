import { expect, test } from '@jest/globals';
import { formatRange } from '../src/format-range.ts';

test.each([
  [{ min: 18, max: 99 }, '18 to 99'],
  [{ min: -0.5 }, 'at least -0.5'],
  [{ max: 1e6 }, 'at most 1000000'],
  [{ min: 0, max: 0 }, '0 to 0']
])('formatRange() of %j is %j', (bounds, text) => {
  expect(formatRange(bounds)).toBe(text);
});
