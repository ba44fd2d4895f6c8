import { createScorer, type ScoringParts } from '@espalier/bundle';
import { selectRows, type Table } from '@espalier/core';
import { median } from 'simple-statistics';

const NUM_ROWS = 64;
const WARM_UP_ROUNDS = 5;
const ROUNDS = 25;

/** Median time of scoring one row as serving does, in microseconds to one decimal. `clock` counts milliseconds. */
export function scoreCost(scoring: ScoringParts, table: Table, clock: () => number): number {
  const score = createScorer(scoring);
  const step = Math.max(1, Math.floor(table.numRows / NUM_ROWS));
  const rows = Array.from({ length: Math.min(NUM_ROWS, table.numRows) }, (_, i) =>
    selectRows(table, Uint32Array.of(i * step))
  );
  const times: number[] = [];
  for (let round = -WARM_UP_ROUNDS; round < ROUNDS; ++round) {
    const start = clock();
    for (const row of rows) score(row);
    if (round >= 0) times.push(((clock() - start) * 1000) / rows.length);
  }
  return Math.round(10 * median(times)) / 10;
}
