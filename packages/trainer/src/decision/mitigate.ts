import type { Progress } from '@espalier/cli';
import { type CategoryColumn, columnOf, EspalierError } from '@espalier/core';
import type { Mitigation } from '@espalier/core/contracts';
import type { FittedScoring } from '../fit/fitted.ts';
import { MIN_CLASS_ROWS } from '../limits.ts';
import type { TrainingRows } from '../split/training-rows.ts';
import { groupThresholds } from './group-thresholds.ts';
import { reweigh } from './reweighing.ts';

/**
 * Narrow the gap between the groups of a column: fit again with weighted rows, or give each group a threshold of its own.
 * `fit` is the training without a mitigation. E_TARGET_INVALID with too few rows for thresholds.
 */
export async function mitigate(
  { method, column: name, equalize = 'tpr' }: Mitigation,
  plain: FittedScoring,
  training: TrainingRows,
  fit: (rows: TrainingRows) => Promise<FittedScoring>,
  progress: Progress
): Promise<FittedScoring> {
  const column = categoriesOf(training, name);
  if (method === 'reweighing') {
    progress.note(`fitting again, with rows weighted by ${name} and the target`);
    const factors = reweigh(column, training.labels, training.weights);
    const { emphasis = factors.map(() => 1) } = training;
    return fit({ ...training, emphasis: factors.map((factor, row) => factor * emphasis[row]!) });
  }
  if (plain.outOfFold === undefined)
    throw new EspalierError(
      'E_TARGET_INVALID',
      `Cannot choose a threshold for each ${name}: at least ${MIN_CLASS_ROWS} training rows of each class are needed`,
      'Give more rows, or leave out the mitigation'
    );
  const { decision } = plain.scoring;
  const group_thresholds = groupThresholds(plain.outOfFold, column, decision.threshold, equalize);
  return { ...plain, scoring: { ...plain.scoring, decision: { ...decision, group_thresholds } } };
}

function categoriesOf({ table }: TrainingRows, name: string): CategoryColumn {
  const column = columnOf(table, name);
  if (column.kind === 'category') return column;
  throw new RangeError(`Cannot group rows by "${name}": it holds numbers, a category is needed`);
}
