import { createTransform, type Table } from '@espalier/core';
import { familyOf } from './families/index.ts';
import { type ScoringParts } from './score.ts';

/**
 * What each column adds to the log-odds of each row: `base` and a row's values sum to the family's log-odds, before
 * calibration, to 1e-9.
 */
export interface Contributions {
  readonly base: number;
  readonly columns: readonly string[];
  /** One column of n values for each of `columns`. */
  readonly values: readonly Float64Array[];
}

export type Explainer = (table: Table) => Contributions;

/** One reason for a score: a column and what it adds to the log-odds of the positive class. */
export interface Reason {
  readonly feature: string;
  readonly contribution: number;
}

/** Explain the scores of a table's rows, over the same pipeline that scores them. */
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

/** The columns that say most of a row, the largest first, ties in the spec's order; those that add nothing are left out. */
export function topReasons({ columns, values }: Contributions, row: number, top: number): Reason[] {
  return columns
    .map((feature, j) => ({ feature, contribution: values[j]![row]! }))
    .filter(({ contribution }) => contribution !== 0)
    .sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution))
    .slice(0, top);
}
