import { expect, test } from '@jest/globals';
import { createSplitting } from '../../src/split/index.ts';
import { keepsFitted, numFoldsFor, shareToChooseBy } from '../../src/split/large-tables.ts';

const labels = Uint8Array.of(0, 1);
const times = Float64Array.of(1, 2);

test.each([
  ['a small table', 299_999, undefined, false],
  ['a large one', 300_000, undefined, true],
  ['a large one in order of time', 300_000, times, false]
])('keepsFitted() of %s', (_, numRows, given, expected) => {
  const splitting = createSplitting(labels, given === undefined ? {} : { times: given });
  expect(keepsFitted(splitting, numRows)).toBe(expected);
});

test('shareToChooseBy() is a share, of large tables so many rows', () => {
  expect(shareToChooseBy(1000, { share: 0.2, maxRows: 50_000 })).toBe(0.2);
  expect(shareToChooseBy(1_000_000, { share: 0.2, maxRows: 50_000 })).toBe(0.05);
});

test.each([
  ['an ordinary table', 100_000, 12, 3],
  ['a long one', 100_001, 12, 1],
  ['a wide one', 16_000, 500, 1],
  ['a wide one of few rows, which needs them all', 2000, 3000, 3]
])('numFoldsFor() of %s', (_, numRows, numColumns, expected) => {
  expect(numFoldsFor(numRows, numColumns)).toBe(expected);
});
