import { createScorer, type ScoringParts } from '@espalier/bundle';
import { voidProgress } from '@espalier/cli';
import { selectRows, shuffle } from '@espalier/core';
import { UNCALIBRATED, weighLosses } from '../calibration/index.ts';
import { type FamilyPlan, fitFamily } from '../fit/fit-family.ts';
import { NUM_FOLDS } from '../limits.ts';
import { selectTrainingRows, type TrainingRows } from '../split/training-rows.ts';
import { createStream } from '../streams.ts';
import type { Rung } from './rungs.ts';

/** The losses of a trial's models on out-of-fold training rows. */
export interface TrialResult {
  /** The log loss of each row that was held out. */
  readonly losses: Float64Array;
  /** The last of the models. */
  readonly scoring: ScoringParts;
}

/** Fit a family with the parameters of a trial to the rows of a rung, and evaluate it on the rows that the rung holds out. */
export async function evaluateTrial(
  training: TrainingRows,
  columns: readonly string[],
  plan: FamilyPlan,
  rung: Rung,
  seed: number
): Promise<TrialResult> {
  const folds = training.splitting.folds(NUM_FOLDS, createStream(seed, 'trialFolds'));
  const losses: Float64Array[] = [];
  let scoring: ScoringParts | undefined;
  for (const fold of rung.folds) {
    const random = createStream(seed, 'trialRows');
    const kept = shuffle(
      Uint32Array.from(folds.keys()).filter(row => folds[row] !== fold),
      random
    );
    const rows = kept.subarray(0, Math.round(kept.length * rung.share)).sort();
    const { pipeline, model } = await fitFamily(
      selectTrainingRows(training, rows),
      columns,
      plan,
      createStream(seed, 'trialFit'),
      voidProgress
    );
    scoring = { pipeline, model, decision: UNCALIBRATED };
    const held = Uint32Array.from(folds.keys()).filter(row => folds[row] === fold);
    losses.push(lossesOf(createScorer(scoring)(selectRows(training.table, held)), training, held));
  }
  const all = new Float64Array(losses.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of losses) {
    all.set(part, at);
    at += part.length;
  }
  return { losses: all, scoring: scoring! };
}

function lossesOf(
  probabilities: Float64Array,
  { labels, weights }: TrainingRows,
  rows: Uint32Array
): Float64Array {
  const losses = probabilities.map((probability, i) => {
    const p = labels[rows[i]!] === 1 ? probability : 1 - probability;
    return -Math.log(Math.max(p, Number.EPSILON));
  });
  if (weights === undefined) return losses;
  return weighLosses(
    losses,
    Float64Array.from(rows, row => weights[row]!)
  );
}
