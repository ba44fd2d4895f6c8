import { expect, test } from '@jest/globals';
import { profileScores, randomSeeded } from '@espalier/core';
import { compareScores } from '../../src/model/compare-scores.ts';

const N = 400;
const constant = (value: number): Float64Array => new Float64Array(N).fill(value);
const even = (seed: number): Float64Array => Float64Array.from({ length: N }, randomSeeded(seed));

test.each([
  ['a constant score that becomes another', constant(0.505), constant(0.305), 'drift'],
  ['the other way', constant(0.305), constant(0.505), 'drift'],
  ['a constant score that spreads', constant(0.505), even(1), 'drift'],
  ['scores that become constant', even(1), constant(0.505), 'drift'],
  ['the same constant', constant(0.505), constant(0.505), 'stable'],
  ['even scores', even(1), even(2), 'stable']
])('compareScores() of %s', (_, before, now, verdict) => {
  const report = compareScores(profileScores(before), profileScores(now), { threshold: 0.2 });
  expect(report.verdict).toBe(verdict);
});
