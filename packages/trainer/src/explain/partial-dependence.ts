import { createRescorer, createScorer, type ScoringParts } from '@espalier/bundle';
import {
  type CategoryColumn,
  type Column,
  columnOf,
  type NumberColumn,
  quantileSorted,
  type Random,
  selectRows,
  shuffle,
  sortedFinite,
  type Table
} from '@espalier/core';
import { MAX_ROWS_FOR_DEPENDENCE } from '../limits.ts';

/** How the mean probability changes with one column while the others stay (Friedman 2001, section 8.2). */
export interface PartialDependence {
  readonly column: string;
  /** Of a number: at this share of the rows below, this value. Of a category: at this level. */
  readonly points: readonly {
    readonly at: number | string;
    readonly rank?: number;
    readonly probability: number;
  }[];
}

/** Twentieths of the rows, and the hundredths at either end. */
const RANKS = [0.01, ...Array.from({ length: 19 }, (_, i) => (i + 1) / 20), 0.99];
/** The most frequent levels. */
const MAX_LEVELS = 12;

/** The partial dependence of each named column, over rows that the model has not seen. */
export function measureDependence(
  scoring: ScoringParts,
  table: Table,
  names: readonly string[],
  random: Random
): PartialDependence[] {
  const order = shuffle(
    Uint32Array.from({ length: table.numRows }, (_, i) => i),
    random
  );
  const sample = selectRows(table, order.slice(0, MAX_ROWS_FOR_DEPENDENCE));
  const rescorer = createRescorer(scoring, sample, createScorer(scoring)(sample));
  const meanWith = (column: Column): number => {
    const probabilities = rescorer.withColumn(column);
    return probabilities.reduce((sum, p) => sum + p, 0) / sample.numRows;
  };
  return names.map(name => {
    const column = columnOf(table, name);
    return {
      column: name,
      points:
        column.kind === 'number'
          ? numberPoints(column, sample.numRows, meanWith)
          : levelPoints(column, sample.numRows, meanWith)
    };
  });
}

type MeanWith = (column: Column) => number;

/** From the lowest hundredth to the highest, each value once. */
function numberPoints(
  column: NumberColumn,
  numRows: number,
  meanWith: MeanWith
): PartialDependence['points'] {
  const sorted = sortedFinite(column.values);
  if (sorted.length === 0) return [];
  const values = RANKS.map(rank => quantileSorted(sorted, rank));
  return values.flatMap((at, i) =>
    i > 0 && at === values[i - 1]
      ? []
      : [
          {
            at,
            rank: RANKS[i]!,
            probability: meanWith({ ...column, values: new Float64Array(numRows).fill(at) })
          }
        ]
  );
}

function levelPoints(
  column: CategoryColumn,
  numRows: number,
  meanWith: MeanWith
): PartialDependence['points'] {
  const counts = column.levels.map(() => 0);
  for (const code of column.codes) if (code >= 0) counts[code]! += 1;
  return [...counts.keys()]
    .filter(code => counts[code]! > 0)
    .sort((a, b) => counts[b]! - counts[a]! || a - b)
    .slice(0, MAX_LEVELS)
    .map(code => ({
      at: column.levels[code]!,
      probability: meanWith({ ...column, codes: new Int32Array(numRows).fill(code) })
    }));
}
