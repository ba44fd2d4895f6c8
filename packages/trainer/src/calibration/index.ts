import { calibrate } from '@espalier/bundle';
import { countPositives, type Random, selectLabels } from '@espalier/core';
import { type Calibrator } from '@espalier/core/contracts';
import { stratifiedFolds } from '../split/index.ts';
import { fitIsotonic } from './isotonic.ts';
import { fitPlatt } from './platt.ts';

export const NONE: Calibrator = { kind: 'none' };
const NUM_FOLDS = 5;
/** With fewer rows of a class than this, there is nothing to learn a calibration from. */
const MIN_CLASS_ROWS = 50;

/** From the simplest on: a later one must be better by more than chance. */
const CALIBRATORS: readonly ((
  labels: Uint8Array,
  probabilities: Float64Array
) => Calibrator | undefined)[] = [() => NONE, fitPlatt, fitIsotonic];

/** Are there rows enough of both classes? */
export function canCalibrate(labels: Uint8Array): boolean {
  const numPositives = countPositives(labels);
  return Math.min(numPositives, labels.length - numPositives) >= MIN_CLASS_ROWS;
}

export interface Calibrated {
  readonly calibrator: Calibrator;
  /** Of every row, under the calibration as fitted without it. */
  readonly losses: Float64Array;
}

/**
 * Choose a calibration by cross-validated log loss over probabilities of rows that the models that gave them had not seen. A
 * less simple one is taken only when it is better by more than one standard error of the paired difference.
 */
export function chooseCalibrator(
  labels: Uint8Array,
  probabilities: Float64Array,
  random: Random
): Calibrated {
  const folds = stratifiedFolds(labels, NUM_FOLDS, random);
  let best = CALIBRATORS[0]!;
  let losses = crossValidated(best, labels, probabilities, folds);
  for (const fit of CALIBRATORS.slice(1)) {
    const found = crossValidated(fit, labels, probabilities, folds);
    if (!isBetter(found, losses)) continue;
    best = fit;
    losses = found;
  }
  return { calibrator: best(labels, probabilities) ?? NONE, losses };
}

/** The log loss of every row under a calibration that was fitted without its fold. */
function crossValidated(
  fit: (typeof CALIBRATORS)[number],
  labels: Uint8Array,
  probabilities: Float64Array,
  folds: Uint8Array
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
        Float64Array.from(kept, row => probabilities[row]!)
      ) ?? NONE;
    const calibrated = Float64Array.from(held, row => probabilities[row]!);
    calibrate(calibrator, calibrated);
    held.forEach((row, i) => {
      const p = labels[row] === 1 ? calibrated[i]! : 1 - calibrated[i]!;
      losses[row] = -Math.log(Math.max(p, Number.EPSILON));
    });
  }
  return losses;
}

/** Are losses smaller than others of the same rows, by more than one standard error of the paired difference? */
export function isBetter(losses: Float64Array, thanLosses: Float64Array): boolean {
  const n = losses.length;
  const gains = losses.map((loss, i) => thanLosses[i]! - loss);
  const mean = gains.reduce((sum, gain) => sum + gain, 0) / n;
  const variance = gains.reduce((sum, gain) => sum + (gain - mean) ** 2, 0) / (n - 1);
  return mean > Math.sqrt(variance / n);
}
