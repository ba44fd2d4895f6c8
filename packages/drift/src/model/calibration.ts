import { normal, type Random } from '@espalier/core';

const { abs, exp, log, log1p, max, min, sqrt } = Math;

/**
 * How the share of positives follows from the probability: sigmoid(intercept + slope * logit(p)) (Cox 1958), with the
 * covariance of both. A calibrated model has 0 and 1.
 */
export interface Calibration {
  readonly intercept: number;
  readonly slope: number;
  readonly covariance: {
    readonly intercept: number;
    readonly slope: number;
    readonly both: number;
  };
}

/** Before any row is seen, both lie about this far from 0 and 1: probabilities were calibrated out of fold. */
const PRIOR_DEVIATION = 0.3;
/** Widens the covariance: the line is not the only way to be miscalibrated. */
const INFLATION = 1.3;
/** With fewer validation rows the normal approximation is too sure of itself; at most by this factor. */
const MANY_ROWS = 300;
const MAX_SMALL_SAMPLE = 3;
const MAX_STEPS = 50;
/** Probabilities of 0 and 1 are moved by this much. */
const MARGIN = 1e-6;

/** Rows of one bin of the reliability table: their mean probability and their share of positives. */
interface ReliabilityBin {
  readonly count: number;
  readonly probability: number;
  readonly share: number;
}

/** Fit the line to the reliability table of the validation rows: the posterior mode, by Newton's method. */
export function fitCalibration(bins: readonly ReliabilityBin[]): Calibration {
  const precision = 1 / PRIOR_DEVIATION ** 2;
  let [intercept, slope] = [0, 1];
  let [aa, ab, bb] = [precision, 0, precision];
  for (let step = 0; step < MAX_STEPS; ++step) {
    let [ga, gb] = [-precision * intercept, -precision * (slope - 1)];
    [aa, ab, bb] = [precision, 0, precision];
    for (const { count, probability, share } of bins) {
      const x = logit(probability);
      const mean = sigmoid(intercept + slope * x);
      const excess = count * (share - mean);
      const weight = count * mean * (1 - mean);
      ga += excess;
      gb += excess * x;
      aa += weight;
      ab += weight * x;
      bb += weight * x * x;
    }
    const determinant = aa * bb - ab * ab;
    const [da, db] = [(bb * ga - ab * gb) / determinant, (aa * gb - ab * ga) / determinant];
    if (max(abs(da), abs(db)) < 1e-9) break;
    // A whole step may leave the region where the curvature holds.
    const before = lossOf(bins, intercept, slope);
    let size = 1;
    while (size > 1e-6 && lossOf(bins, intercept + size * da, slope + size * db) > before)
      size /= 2;
    intercept += size * da;
    slope += size * db;
  }
  const numRows = bins.reduce((sum, { count }) => sum + count, 0);
  const forFew = min(max(MANY_ROWS / numRows, 1), MAX_SMALL_SAMPLE);
  const scale = (forFew * INFLATION) / (aa * bb - ab * ab);
  return {
    intercept,
    slope,
    covariance: { intercept: scale * bb, slope: scale * aa, both: -scale * ab }
  };
}

/** The negative log posterior. */
function lossOf(bins: readonly ReliabilityBin[], intercept: number, slope: number): number {
  const prior = (intercept ** 2 + (slope - 1) ** 2) / (2 * PRIOR_DEVIATION ** 2);
  return bins.reduce((loss, { count, probability, share }) => {
    const x = intercept + slope * logit(probability);
    // log(1 + exp(x)) without overflow.
    return loss + count * (max(x, 0) + log1p(exp(-abs(x))) - share * x);
  }, prior);
}

/** By how much a shift of distance 1 may move intercept and slope: fitted to simulations, see docs/benchmarks.md. */
const SHIFT_DEVIATION = { intercept: 0.5, slope: 0.2 };

/** Widen a calibration by what a shift may change: the model errs otherwise where it saw few rows. */
export function widenCalibration(calibration: Calibration, distance: number): Calibration {
  const { covariance } = calibration;
  return {
    ...calibration,
    covariance: {
      intercept: covariance.intercept + distance * SHIFT_DEVIATION.intercept ** 2,
      slope: covariance.slope + distance * SHIFT_DEVIATION.slope ** 2,
      both: covariance.both
    }
  };
}

/** Draw a line from the normal distribution of its intercept and slope. */
export function drawCalibration(
  { intercept, slope, covariance }: Calibration,
  random: Random
): Pick<Calibration, 'intercept' | 'slope'> {
  const [u, v] = [normal(random), normal(random)];
  const deviation = sqrt(covariance.intercept);
  const along = covariance.both / deviation;
  return {
    intercept: intercept + deviation * u,
    slope: slope + along * u + sqrt(max(covariance.slope - along ** 2, 0)) * v
  };
}

/** The share of positives that is expected at a probability, given by its logit. */
export function shareAt(
  x: number,
  { intercept, slope }: Pick<Calibration, 'intercept' | 'slope'>
): number {
  return sigmoid(intercept + slope * x);
}

/** The log-odds of a probability. */
export function logit(p: number): number {
  const inside = min(max(p, MARGIN), 1 - MARGIN);
  return log(inside / (1 - inside));
}

function sigmoid(x: number): number {
  return 1 / (1 + exp(-x));
}
