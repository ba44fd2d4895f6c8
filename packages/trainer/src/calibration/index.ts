import { calibrate } from '@espalier/bundle';
import { countPositives, type Random, selectLabels } from '@espalier/core';
import type { Calibrator, Decision } from '@espalier/core/contracts';
import { MIN_CLASS_ROWS, NUM_FOLDS_OF_CALIBRATION as NUM_FOLDS } from '../limits.ts';
import { stratifiedFolds } from '../split/stratified.ts';
import { fitIsotonic } from './isotonic.ts';
import { fitPlatt } from './platt.ts';

export const NONE: Calibrator = { kind: 'none' };
/** The decision that leaves a family's probabilities as they are. */
export const UNCALIBRATED: Decision = {
  format: 'espalier.decision/1',
  calibrator: NONE,
  threshold: 0.5
};

/** The simplest first: a later calibration must be better by more than chance. */
const CALIBRATORS: readonly ((
  labels: Uint8Array,
  probabilities: Float64Array,
  weights: Float64Array | undefined
) => Calibrator | undefined)[] = [() => NONE, fitPlatt, fitIsotonic];

/** Are there enough rows of both classes? */
export function canCalibrate(labels: Uint8Array): boolean {
  const numPositives = countPositives(labels);
  return Math.min(numPositives, labels.length - numPositives) >= MIN_CLASS_ROWS;
}

export interface CalibrationRows {
  readonly weights?: Float64Array | undefined;
  /** Were the models fitted with class weights? */
  readonly isShifted?: boolean;
}

export interface Calibrated {
  readonly calibrator: Calibrator;
  /** The log loss of each row under a calibration fitted without it, times its weight over the mean weight. */
  readonly losses: Float64Array;
}

/**
 * Choose a calibration by cross-validated log loss over out-of-fold probabilities. A less simple calibration must be better
 * by more than one standard error of the paired difference. Probabilities that class weights have shifted are never left as
 * they are.
 */
export function chooseCalibrator(
  labels: Uint8Array,
  probabilities: Float64Array,
  random: Random,
  { weights, isShifted = false }: CalibrationRows = {}
): Calibrated {
  const folds = stratifiedFolds(labels, NUM_FOLDS, random);
  const candidates = isShifted ? CALIBRATORS.slice(1) : CALIBRATORS;
  let best = candidates[0]!;
  let losses = crossValidate(best, labels, probabilities, folds, weights);
  for (const fit of candidates.slice(1)) {
    const found = crossValidate(fit, labels, probabilities, folds, weights);
    if (!isBetter(found, losses)) continue;
    best = fit;
    losses = found;
  }
  return { calibrator: best(labels, probabilities, weights) ?? NONE, losses };
}

/** The log loss of each row under a calibration fitted without its fold. */
function crossValidate(
  fit: (typeof CALIBRATORS)[number],
  labels: Uint8Array,
  probabilities: Float64Array,
  folds: Uint8Array,
  weights: Float64Array | undefined
): Float64Array {
  const losses = new Float64Array(labels.length);
  for (let fold = 0; fold < NUM_FOLDS; ++fold) {
    const rowsOf = (isHeld: boolean): Uint32Array =>
      Uint32Array.from([...folds.keys()].filter(row => (folds[row] === fold) === isHeld));
    const kept = rowsOf(false);
    const held = rowsOf(true);
    const calibrator =
      fit(
        selectLabels(labels, kept),
        Float64Array.from(kept, row => probabilities[row]!),
        weights && Float64Array.from(kept, row => weights[row]!)
      ) ?? NONE;
    const calibrated = Float64Array.from(held, row => probabilities[row]!);
    calibrate(calibrator, calibrated);
    held.forEach((row, i) => {
      const p = labels[row] === 1 ? calibrated[i]! : 1 - calibrated[i]!;
      losses[row] = -Math.log(Math.max(p, Number.EPSILON));
    });
  }
  return weights === undefined ? losses : weighLosses(losses, weights);
}

/** Losses whose mean is the weighted mean. */
export function weighLosses(losses: Float64Array, weights: Float64Array): Float64Array {
  const mean = weights.reduce((sum, weight) => sum + weight, 0) / weights.length;
  return losses.map((loss, i) => (loss * weights[i]!) / mean);
}

/** Are these losses smaller than the others of the same rows, by more than one standard error of the paired difference? */
export function isBetter(losses: Float64Array, thanLosses: Float64Array): boolean {
  const n = losses.length;
  const gains = losses.map((loss, i) => thanLosses[i]! - loss);
  const mean = gains.reduce((sum, gain) => sum + gain, 0) / n;
  const variance = gains.reduce((sum, gain) => sum + (gain - mean) ** 2, 0) / (n - 1);
  return mean > Math.sqrt(variance / n);
}
