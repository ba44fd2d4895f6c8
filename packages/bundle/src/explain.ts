import { createTransform, type Table } from '@espalier/core';
import { familyOf } from './families/index.ts';
import type { ScoringParts } from './score.ts';

/**
 * Contributions of columns to the log-odds of each row. `base` plus a row's values equals the family's log-odds before
 * calibration, within 1e-9.
 */
export interface Contributions {
  readonly base: number;
  readonly columns: readonly string[];
  /** One column of n values for each of `columns`. */
  readonly values: readonly Float64Array[];
}

export type Explainer = (table: Table) => Contributions;

/** A reason for a score: a column and its contribution to the log-odds of the positive class. */
export interface Reason {
  readonly feature: string;
  readonly contribution: number;
}

/** Create a function that explains the scores of a table, using the same pipeline as scoring. */
export function createExplainer({
  pipeline,
  model
}: Pick<ScoringParts, 'pipeline' | 'model'>): Explainer {
  const transform = createTransform(pipeline);
  const explain = familyOf(model).createExplainer(model);
  const means = pipeline.features.map(({ mean }) => mean ?? 0);
  const columns = [...new Set(pipeline.features.map(({ column }) => column))];
  const columnOf = pipeline.features.map(({ column }) => columns.indexOf(column));
  return table => {
    const ofFeatures = pipeline.features.map(() => new Float64Array(table.numRows));
    const base = explain(transform(table), means, ofFeatures);
    const values = columns.map(() => new Float64Array(table.numRows));
    ofFeatures.forEach((from, j) => {
      const to = values[columnOf[j]!]!;
      for (let i = 0; i < from.length; ++i) to[i]! += from[i]!;
    });
    return { base, columns, values };
  };
}

/** Select the columns with the largest contributions to a row, ties in the spec's order, without zeros. */
export function topReasons({ columns, values }: Contributions, row: number, top: number): Reason[] {
  return columns
    .map((feature, j) => ({ feature, contribution: values[j]![row]! }))
    .filter(({ contribution }) => contribution !== 0)
    .sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution))
    .slice(0, top);
}
