import { createDecider, createScorer } from '@espalier/bundle';
import { type Random, randomSeeded } from '@espalier/core';
import type { Metrics } from '@espalier/core/contracts';
import { evaluate } from '@espalier/core/metrics';
import {
  type Synthetic,
  syntheticParts,
  syntheticRows
} from '../../../../test/support/synthetic.ts';

type Parts = ReturnType<typeof syntheticParts>;

/** Scores are this much steeper than those of the hand-made model, so that it ranks well. */
const STEEPNESS = 3;

/** A model that is calibrated for rows labelled by `labelledRows()`, measured on such rows. */
export function calibratedParts(
  numRows = 2000,
  seed = 1
): Omit<Parts, 'metrics'> & {
  metrics: Metrics;
} {
  const parts = syntheticParts(numRows, seed);
  const model = {
    ...parts.model,
    intercept: parts.model.intercept * STEEPNESS,
    weights: parts.model.weights.map(weight => STEEPNESS * weight)
  };
  const sharp = { ...parts, model };
  const { table, labels } = labelledRows(sharp, numRows, seed + 1000);
  const scores = createScorer(sharp)(table);
  const decisions = createDecider(sharp.decision)(table, scores);
  const measured = evaluate(labels, scores, sharp.decision, decisions, randomSeeded(seed));
  return {
    ...sharp,
    metrics: {
      ...parts.metrics,
      ...measured,
      reliability: [...measured.reliability],
      intervals: { ...measured.intervals },
      rows_validation: numRows
    }
  };
}

/** How the target follows from the model's log-odds: as they say for a slope of 1, turned round for -1. */
export interface Concept {
  readonly slope?: number;
  readonly intercept?: number;
}

/** Rows whose labels are drawn by the probabilities of the model. */
export function labelledRows(
  parts: Omit<Parts, 'metrics'>,
  numRows: number,
  seed: number,
  concept: Concept = {}
): Synthetic {
  const rows = syntheticRows(numRows, seed);
  const scores = createScorer(parts)(rows.table);
  return { ...rows, labels: drawLabels(scores, randomSeeded(seed, 1), concept) };
}

export function drawLabels(
  scores: Float64Array,
  random: Random,
  { slope = 1, intercept = 0 }: Concept = {}
): Uint8Array {
  return Uint8Array.from(scores, p => {
    const logit = intercept + slope * Math.log(p / (1 - p));
    return random() < 1 / (1 + Math.exp(-logit)) ? 1 : 0;
  });
}
