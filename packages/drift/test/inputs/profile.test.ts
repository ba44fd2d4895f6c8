import { expect, test } from '@jest/globals';
import { parseProfile } from '../../src/inputs/open-input.ts';

function problemsOf(profile: object): unknown {
  try {
    parseProfile(JSON.stringify({ format: 'espalier.profile/1', columns: {}, ...profile }), 'live');
  } catch (error) {
    return (error as { details: unknown }).details;
  }
  return [];
}

test('a profile without rows says why it has none', () => {
  expect(problemsOf({ rows: 0 })).toEqual([
    { file: 'live', field: 'rows', problem: 'no row counted yet' }
  ]);
  expect(problemsOf({ rows: 0, step: 10 })).toEqual([
    {
      file: 'live',
      field: 'rows',
      problem: 'no row told yet: a live profile counts from 20 rows on'
    }
  ]);
});

test('counts in steps need not add up to the rows, but within a column they do', () => {
  const column = {
    kind: 'number',
    missing: 0,
    mean: null,
    std: null,
    min: null,
    max: null,
    edges: [1],
    counts: [20, 10]
  };
  expect(problemsOf({ rows: 40, step: 10, columns: { x: { ...column, count: 30 } } })).toEqual([]);
  expect(problemsOf({ rows: 40, step: 10, columns: { x: { ...column, count: 40 } } })).toEqual([
    { file: 'live', field: 'x', problem: 'its counts do not add up' }
  ]);
});
