import { describe, expect, test } from '@jest/globals';
import { createScorer } from '../src/score.ts';
import { createRowEncoder, selectRows } from '@espalier/core';
import { syntheticParts, syntheticRows } from '../../../test/support/synthetic.ts';

const parts = syntheticParts();
const score = createScorer(parts);

describe('createScorer()', () => {
  test('gives a row alone the score that it has in a table', () => {
    const { table } = syntheticRows(50, 2);
    const together = score(table);
    for (let i = 0; i < table.numRows; ++i)
      expect(score(selectRows(table, Uint32Array.of(i)))[0]).toBe(together[i]);
  });

  test('gives a JSON row the score of the same row of a table', () => {
    const { table } = syntheticRows(20, 3);
    const rows = Array.from({ length: table.numRows }, (_, i) =>
      Object.fromEntries(
        table.columns.map((column): [string, string | number | null] => {
          if (column.kind === 'number')
            return [column.name, Number.isNaN(column.values[i]) ? null : column.values[i]!];
          return [column.name, column.levels[column.codes[i]!] ?? null];
        })
      )
    );
    const { table: encoded, problems } = createRowEncoder(parts.spec)(rows);
    expect(problems).toEqual([]);
    expect([...score(encoded)]).toEqual([...score(table)]);
  });

  test('gives probabilities', () => {
    const all = score(syntheticRows(500, 4).table);
    expect(all.every(p => p > 0 && p < 1)).toBe(true);
    expect(new Set(all).size).toBeGreaterThan(400);
  });
});
