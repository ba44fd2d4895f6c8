import { type Progress } from '@espalier/cli';
import { type CategoryColumn, columnOf, EspalierError } from '@espalier/core';
import { type Mitigation } from '@espalier/core/contracts';
import { fitScoring, type FitSettings, type FittedScoring } from '../fit.ts';
import { type TrainingRows } from '../training-rows.ts';
import { groupThresholds } from './group-thresholds.ts';
import { reweigh } from './reweighing.ts';

/** The same training with something done about the gap between the groups of a column. */
export async function mitigate(
  { method, column: name, equalize = 'tpr' }: Mitigation,
  plain: FittedScoring,
  training: TrainingRows,
  columns: readonly string[],
  settings: FitSettings,
  progress: Progress
): Promise<FittedScoring> {
  const column = categoriesOf(training, name);
  if (method === 'reweighing') {
    progress.note(`fitting again, with rows weighed by ${name} and the target`);
    const weights = reweigh(column, training.labels);
    return fitScoring({ ...training, weights }, columns, settings, progress);
  }
  if (plain.unseen === undefined)
    throw new EspalierError(
      'E_TARGET_INVALID',
      `Cannot choose a threshold for each ${name}: 50 training rows of each class are needed`,
      'Give more rows, or leave out the mitigation'
    );
  const { decision } = plain.scoring;
  const group_thresholds = groupThresholds(plain.unseen, column, decision.threshold, equalize);
  return { ...plain, scoring: { ...plain.scoring, decision: { ...decision, group_thresholds } } };
}

function categoriesOf({ table }: TrainingRows, name: string): CategoryColumn {
  const column = columnOf(table, name);
  if (column.kind === 'category') return column;
  throw new RangeError(`Cannot tell groups by "${name}": it holds numbers`);
}
