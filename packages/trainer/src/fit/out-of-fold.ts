import { createScorer, type Model } from '@espalier/bundle';
import { type Progress, voidProgress } from '@espalier/cli';
import { type Random, selectLabels, selectRows } from '@espalier/core';
import type { Pipeline } from '@espalier/core/contracts';
import { UNCALIBRATED } from '../calibration/index.ts';
import { FAMILY_CHOICE, MIN_CELLS_TO_REPORT, NUM_FOLDS } from '../limits.ts';
import { keepsFitted, numFoldsFor, shareToChooseBy } from '../split/large-tables.ts';
import { selectTrainingRows, type TrainingRows } from '../split/training-rows.ts';
import { type FamilyPlan, fitFamily, type FittedFamily } from './fit-family.ts';
import type { OutOfFoldScores } from './fitted.ts';

export interface OutOfFold {
  /** Not calibrated yet. */
  readonly scores: OutOfFoldScores;
  /** The last of the models. */
  readonly fitted: FittedFamily;
  /** Should that model be kept, as for a large table? */
  readonly isKept: boolean;
}

/** Score training rows with models of the same kind that were fitted without them, pipeline included. */
export async function scoreOutOfFold(
  training: TrainingRows,
  columns: readonly string[],
  plan: FamilyPlan,
  random: Random,
  progress: Progress
): Promise<OutOfFold> {
  const { table, splitting } = training;
  if (!keepsFitted(splitting, table.numRows)) {
    const isLarge = table.numRows * columns.length >= MIN_CELLS_TO_REPORT;
    return crossFit(training, columns, plan, random, isLarge ? notesOf(progress) : voidProgress);
  }
  const share = shareToChooseBy(table.numRows, FAMILY_CHOICE);
  const { train, validation } = splitting.holdOut(share, random);
  const kept = selectTrainingRows(training, train);
  const fitted = await fitFamily(kept, columns, plan, random, progress);
  const probabilities = scoreRows(fitted, training, validation);
  return { scores: scoresOf(training, validation, probabilities), fitted, isKept: true };
}

/** The lines only: the folds are steps of something larger, which has the bar. */
function notesOf(progress: Progress): Progress {
  return { ...voidProgress, note: progress.note.bind(progress) };
}

async function crossFit(
  training: TrainingRows,
  columns: readonly string[],
  plan: FamilyPlan,
  random: Random,
  progress: Progress
): Promise<OutOfFold> {
  const { table, splitting } = training;
  const folds = splitting.folds(NUM_FOLDS, random);
  const numFolds = numFoldsFor(table.numRows, columns.length);
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
    fitted = await fitFamily(kept, columns, plan, random, progress);
    const heldRows = rowsWhere(fold => fold === held);
    const probabilities = scoreRows(fitted, training, heldRows);
    heldRows.forEach((row, i) => {
      all[row] = probabilities[i]!;
    });
  }
  const probabilities = Float64Array.from(scored, row => all[row]!);
  return { scores: scoresOf(training, scored, probabilities), fitted: fitted!, isKept: false };
}

function scoreRows(
  { pipeline, model }: { readonly pipeline: Pipeline; readonly model: Model },
  { table }: TrainingRows,
  rows: Uint32Array
): Float64Array {
  return createScorer({ pipeline, model, decision: UNCALIBRATED })(selectRows(table, rows));
}

function scoresOf(
  { labels, weights }: TrainingRows,
  rows: Uint32Array,
  probabilities: Float64Array
): OutOfFoldScores {
  return {
    rows,
    labels: selectLabels(labels, rows),
    probabilities,
    weights: weights && Float64Array.from(rows, row => weights[row]!)
  };
}
