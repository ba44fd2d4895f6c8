import { createScorer, FAMILIES, type ScoringParts } from '@espalier/bundle';
import { voidProgress } from '@espalier/cli';
import {
  createTransform,
  type Decision,
  fitPipeline,
  type Random,
  selectLabels,
  selectRows,
  type TrainParams
} from '@espalier/core';
import { type TrainedFamily, TRAINERS } from '../families/index.ts';
import { type Unseen } from '../decision/threshold.ts';
import { selectTrainingRows, type TrainingRows } from '../training-rows.ts';

const NUM_FOLDS = 3;
/** Of more rows than this one fold is enough. */
const MANY_ROWS = 100_000;
/** Probabilities as the family gives them. */
export const RAW: Decision = {
  format: 'espalier.decision/1',
  calibrator: { kind: 'none' },
  threshold: 0.5
};

/** Probabilities of training rows by models of the same kind that had not seen them, pipeline included, and the last of these. */
export async function outOfFold(
  training: TrainingRows,
  columns: readonly string[],
  { family, params }: { readonly family: TrainedFamily; readonly params?: TrainParams | undefined },
  random: Random
): Promise<{ readonly unseen: Unseen; readonly scoring: ScoringParts }> {
  const { table, labels, splitting } = training;
  const folds = splitting.folds(NUM_FOLDS, random);
  const numFolds = table.numRows > MANY_ROWS ? 1 : NUM_FOLDS;
  const rowsWhere = (test: (fold: number) => boolean): Uint32Array =>
    Uint32Array.from([...folds.keys()].filter(row => test(folds[row]!)));
  const scored = rowsWhere(fold => fold < numFolds);
  const all = new Float64Array(table.numRows);
  let scoring: ScoringParts | undefined;
  for (let held = 0; held < numFolds; ++held) {
    const rows = rowsWhere(fold => fold !== held);
    const fitted = selectTrainingRows(training, rows);
    const pipeline = fitPipeline(fitted.table, columns, FAMILIES[family].style);
    const { model } = await TRAINERS[family]({
      ...fitted,
      features: createTransform(pipeline)(fitted.table),
      pipeline,
      params,
      random,
      progress: voidProgress
    });
    const heldRows = rowsWhere(fold => fold === held);
    scoring = { pipeline, model, decision: RAW };
    const probabilities = createScorer(scoring)(selectRows(table, heldRows));
    heldRows.forEach((row, i) => {
      all[row] = probabilities[i]!;
    });
  }
  const unseen = {
    rows: scored,
    labels: selectLabels(labels, scored),
    probabilities: Float64Array.from(scored, row => all[row]!)
  };
  return { unseen, scoring: scoring! };
}
