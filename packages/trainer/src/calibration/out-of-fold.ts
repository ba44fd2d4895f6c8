import { createScorer, type Model } from '@espalier/bundle';
import { type Progress, voidProgress } from '@espalier/cli';
import { type Random, selectLabels, selectRows } from '@espalier/core';
import { type Decision, type Pipeline } from '@espalier/core/contracts';
import { type Unseen } from '../decision/threshold.ts';
import { type FamilyPlan, fitFamily, type FittedFamily } from '../fit-family.ts';
import { keepsFitted, shareToChooseBy } from '../large.ts';
import { selectTrainingRows, type TrainingRows } from '../training-rows.ts';

const NUM_FOLDS = 3;
/** Of more rows than this one fold is enough. */
const MANY_ROWS = 100_000;
/** Rows of a large table that are set aside to choose by. */
const ROWS_TO_CHOOSE_BY = 50_000;
/** Probabilities as the family gives them. */
export const RAW: Decision = {
  format: 'espalier.decision/1',
  calibrator: { kind: 'none' },
  threshold: 0.5
};

export interface OutOfFold {
  readonly unseen: Unseen;
  /** The last of the models. */
  readonly fitted: FittedFamily;
  /** Is that model to be kept, as those of a large table are? */
  readonly isKept: boolean;
}

/** Probabilities of training rows by models of the same kind that had not seen them, pipeline included. */
export async function outOfFold(
  training: TrainingRows,
  columns: readonly string[],
  plan: FamilyPlan,
  random: Random,
  progress: Progress
): Promise<OutOfFold> {
  const { table, splitting } = training;
  if (!keepsFitted(splitting, table.numRows)) return crossFitted(training, columns, plan, random);
  const share = shareToChooseBy(table.numRows, 1 / NUM_FOLDS, ROWS_TO_CHOOSE_BY);
  const { train, validation } = splitting.holdOut(share, random);
  const kept = selectTrainingRows(training, train);
  const fitted = await fitFamily(kept, columns, plan, random, progress);
  const probabilities = scoreRows(fitted, training, validation);
  return { unseen: unseenOf(training, validation, probabilities), fitted, isKept: true };
}

async function crossFitted(
  training: TrainingRows,
  columns: readonly string[],
  plan: FamilyPlan,
  random: Random
): Promise<OutOfFold> {
  const { table, splitting } = training;
  const folds = splitting.folds(NUM_FOLDS, random);
  const numFolds = table.numRows > MANY_ROWS ? 1 : NUM_FOLDS;
  const rowsWhere = (test: (fold: number) => boolean): Uint32Array =>
    Uint32Array.from([...folds.keys()].filter(row => test(folds[row]!)));
  const scored = rowsWhere(fold => fold < numFolds);
  const all = new Float64Array(table.numRows);
  let fitted: FittedFamily | undefined;
  for (let held = 0; held < numFolds; ++held) {
    const kept = selectTrainingRows(
      training,
      rowsWhere(fold => fold !== held)
    );
    fitted = await fitFamily(kept, columns, plan, random, voidProgress);
    const heldRows = rowsWhere(fold => fold === held);
    const probabilities = scoreRows(fitted, training, heldRows);
    heldRows.forEach((row, i) => {
      all[row] = probabilities[i]!;
    });
  }
  const probabilities = Float64Array.from(scored, row => all[row]!);
  return { unseen: unseenOf(training, scored, probabilities), fitted: fitted!, isKept: false };
}

function scoreRows(
  { pipeline, model }: { readonly pipeline: Pipeline; readonly model: Model },
  { table }: TrainingRows,
  rows: Uint32Array
): Float64Array {
  return createScorer({ pipeline, model, decision: RAW })(selectRows(table, rows));
}

function unseenOf(
  { labels }: TrainingRows,
  rows: Uint32Array,
  probabilities: Float64Array
): Unseen {
  return { rows, labels: selectLabels(labels, rows), probabilities };
}
