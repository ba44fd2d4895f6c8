import { createScorer, type ScoringParts } from '@espalier/bundle';
import { voidProgress } from '@espalier/cli';
import { randomSeeded, selectRows, shuffle } from '@espalier/core';
import { RAW } from '../calibration/out-of-fold.ts';
import { type FamilyPlan, fitFamily } from '../fit-family.ts';
import { selectTrainingRows, type TrainingRows } from '../training-rows.ts';
import { NUM_FOLDS, type Rung } from './rungs.ts';

/** What models with some parameters lose on training rows that they had not seen. */
export interface TriedOut {
  /** The log loss of each row that was held out. */
  readonly losses: Float64Array;
  /** The last of the models. */
  readonly scoring: ScoringParts;
}

/** Streams of the seed, beside those of training: every trial gets the same folds and the same chance. */
const STREAM = { folds: 10, rows: 11, fit: 12 } as const;

/** Fit a family with parameters as a rung says, and judge it by the rows that it holds out. */
export async function tryOut(
  training: TrainingRows,
  columns: readonly string[],
  plan: FamilyPlan,
  rung: Rung,
  seed: number
): Promise<TriedOut> {
  const folds = training.splitting.folds(NUM_FOLDS, randomSeeded(seed, STREAM.folds));
  const losses: Float64Array[] = [];
  let scoring: ScoringParts | undefined;
  for (const fold of rung.folds) {
    const random = randomSeeded(seed, STREAM.rows);
    const kept = shuffle(
      Uint32Array.from(folds.keys()).filter(row => folds[row] !== fold),
      random
    );
    const rows = kept.subarray(0, Math.round(kept.length * rung.share)).sort();
    const { pipeline, model } = await fitFamily(
      selectTrainingRows(training, rows),
      columns,
      plan,
      randomSeeded(seed, STREAM.fit),
      voidProgress
    );
    scoring = { pipeline, model, decision: RAW };
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
  { labels }: TrainingRows,
  rows: Uint32Array
): Float64Array {
  return probabilities.map((probability, i) => {
    const p = labels[rows[i]!] === 1 ? probability : 1 - probability;
    return -Math.log(Math.max(p, Number.EPSILON));
  });
}
