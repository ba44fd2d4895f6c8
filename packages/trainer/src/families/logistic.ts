import { type LogisticModel, scoreLogistic } from '@espalier/bundle';
import { countPositives, selectLabels, shuffle } from '@espalier/core';
import {
  MAX_ROWS_FOR_ALL_FOLDS_OF_PENALTY,
  MAX_ROWS_FOR_PENALTY,
  NUM_FOLDS,
  NUM_FOLDS_OF_PENALTY
} from '../limits.ts';
import { weightSigns } from './constraints.ts';
import type { FitInput, Fitted } from './family.ts';
import { minimize } from './lbfgs.ts';
import { addScaled, compress, type FeatureColumn, product } from './sparse.ts';

const { exp, log1p } = Math;

/** From strong to weak shrinkage; the first wins a tie. */
const PENALTIES = [1000, 100, 10, 1, 0.1, 0.01] as const;
/** Tolerance on the mean gradient. */
const TOLERANCE = 1e-8;
const TOLERANCE_TO_CHOOSE = 1e-5;
/** Of the mean gradient by which a weight held at 0 is let go. */
const TOLERANCE_TO_RELEASE = 1e-6;

/** Ridge logistic regression; the penalty, unless given, is the one with the least cross-validated log loss on the training rows. */
export function fitLogistic(input: FitInput): Fitted<LogisticModel> {
  const { features, labels } = input;
  const weights = input.weights ?? new Float64Array(labels.length).fill(1);
  const signs = input.constraints && weightSigns(input.constraints, input.pipeline);
  const penalty = input.params?.logistic?.penalty ?? choosePenalty(input, weights, signs);
  const columns = features.map(compress);
  const model = fitSigned(signs, columns, labels, weights, penalty, TOLERANCE, undefined);
  return { model };
}

function choosePenalty(
  { features: allFeatures, labels: allLabels, splitting, random, progress }: FitInput,
  allWeights: Float64Array,
  signs: readonly number[] | undefined
): number {
  const rows = shuffle(
    Uint32Array.from(allLabels, (_, i) => i),
    random
  )
    .subarray(0, MAX_ROWS_FOR_PENALTY)
    .sort();
  const labels = selectLabels(allLabels, rows);
  const features = allFeatures.map(values => Float64Array.from(rows, row => values[row]!));
  const columns = features.map(compress);
  const weights = Float64Array.from(rows, row => allWeights[row]!);
  const numPositives = countPositives(labels);
  const wanted = rows.length > MAX_ROWS_FOR_ALL_FOLDS_OF_PENALTY ? NUM_FOLDS : NUM_FOLDS_OF_PENALTY;
  const numFolds = Math.min(wanted, numPositives, labels.length - numPositives);
  if (numFolds < 2) return 1;
  const folds = splitting.select(rows).folds(numFolds, random);
  const losses = PENALTIES.map(() => 0);
  for (let fold = 0; fold < numFolds; ++fold) {
    const kept = weights.map((weight, i) => (folds[i] === fold ? 0 : weight));
    const held = weights.map((weight, i) => (folds[i] === fold ? weight : 0));
    let model: LogisticModel | undefined;
    for (const [i, penalty] of PENALTIES.entries()) {
      model = fitSigned(signs, columns, labels, kept, penalty, TOLERANCE_TO_CHOOSE, model);
      losses[i]! += weightedLoss(model, features, labels, held);
    }
    progress.step('choosing the penalty', fold + 1, numFolds);
  }
  return PENALTIES[losses.indexOf(Math.min(...losses))]!;
}

function weightedLoss(
  model: LogisticModel,
  features: readonly Float64Array[],
  labels: Uint8Array,
  weights: Float64Array
): number {
  const probabilities = new Float64Array(labels.length);
  scoreLogistic(model, features, probabilities);
  let loss = 0;
  for (let i = 0; i < labels.length; ++i) {
    if (weights[i] === 0) continue;
    const p = labels[i] === 1 ? probabilities[i]! : 1 - probabilities[i]!;
    loss -= weights[i]! * Math.log(Math.max(p, Number.MIN_VALUE));
  }
  return loss;
}

/**
 * `fitRidge()` with weights of given signs: by an active set. Weights of the wrong sign are held at 0, and the one that the
 * loss pulls most to the right side is let go again, until there is neither.
 */
export function fitSigned(
  signs: readonly number[] | undefined, // in: as weightSigns() gives them
  features: readonly FeatureColumn[],
  labels: Uint8Array,
  rowWeights: Float64Array,
  penalty: number,
  tolerance: number,
  start: LogisticModel | undefined
): LogisticModel {
  if (signs === undefined) return fitRidge(features, labels, rowWeights, penalty, tolerance, start);
  const places = signs.map((_, j) => j);
  const held = new Set(places.filter(j => signs[j] === 0));
  const released = new Set<number>();
  for (;;) {
    const free = places.filter(j => !held.has(j));
    const from = start && { ...start, weights: free.map(j => start!.weights[j]!) };
    const columns = free.map(j => features[j]!);
    const found = fitRidge(columns, labels, rowWeights, penalty, tolerance, from);
    const weights = places.map(() => 0);
    free.forEach((j, at) => {
      weights[j] = found.weights[at]!;
    });
    start = { ...found, weights };
    const wrong = free.filter(j => weights[j]! * signs[j]! < 0);
    if (wrong.length > 0) {
      for (const j of wrong) held.add(j);
      continue;
    }
    const pulled = mostPulled(signs, held, released, features, labels, rowWeights, start);
    if (pulled === undefined) return start;
    // Once each, so that rounding cannot send a weight to and fro.
    released.add(pulled);
    held.delete(pulled);
  }
}

/** The held weight whose loss falls fastest on its allowed side; undefined where none falls. */
function mostPulled(
  signs: readonly number[],
  held: ReadonlySet<number>,
  released: ReadonlySet<number>,
  features: readonly FeatureColumn[],
  labels: Uint8Array,
  rowWeights: Float64Array,
  { intercept, weights }: LogisticModel
): number | undefined {
  const residuals = new Float64Array(labels.length).fill(intercept);
  weights.forEach((weight, j) => {
    if (weight !== 0) addScaled(weight, features[j]!, residuals);
  });
  lossAndResiduals(labels, rowWeights, residuals);
  const limit = TOLERANCE_TO_RELEASE * sum(rowWeights);
  let most: number | undefined;
  let pull = limit;
  for (const j of held) {
    if (signs[j] === 0 || released.has(j)) continue;
    const fall = -signs[j]! * product(features[j]!, residuals);
    if (fall <= pull) continue;
    most = j;
    pull = fall;
  }
  return most;
}

/**
 * Minimise the weighted negative log likelihood plus penalty / 2 times the squared weights of the features; the intercept is
 * not penalised. `start` saves iterations.
 */
export function fitRidge(
  features: readonly FeatureColumn[], // in: a column of n values for each feature
  labels: Uint8Array, // in: n labels, 0 or 1
  rowWeights: Float64Array | Uint8Array, // in: n weights, 0 = the row takes no part
  penalty: number,
  tolerance: number,
  start: LogisticModel | undefined
): LogisticModel {
  const n = labels.length;
  const total = sum(rowWeights);
  const residuals = new Float64Array(n);
  const p = features.length;
  /** Weights, then the intercept; everything is divided by the sum of the row weights. */
  const objective = (x: Float64Array, gradient: Float64Array): number => {
    residuals.fill(x[p]!);
    for (let j = 0; j < p; ++j) if (x[j] !== 0) addScaled(x[j]!, features[j]!, residuals);
    let value = lossAndResiduals(labels, rowWeights, residuals) / total;
    gradient[p] = sum(residuals) / total;
    for (let j = 0; j < p; ++j) {
      const weight = x[j]!;
      value += ((penalty / 2) * weight * weight) / total;
      gradient[j] = (product(features[j]!, residuals) + penalty * weight) / total;
    }
    return value;
  };
  const from =
    start === undefined
      ? new Float64Array(p + 1)
      : Float64Array.of(...start.weights, start.intercept);
  const { x } = minimize(objective, from, tolerance);
  return {
    format: 'espalier.model/1',
    family: 'logistic',
    intercept: x[p]!,
    weights: [...x.subarray(0, p)],
    penalty
  };
}

/** Turn log-odds into residuals (probability minus label, times the weight) and return the summed loss. */
function lossAndResiduals(
  labels: Uint8Array, // in
  rowWeights: Float64Array | Uint8Array, // in
  values: Float64Array // in: log-odds, out: residuals
): number {
  let loss = 0;
  for (let i = 0; i < values.length; ++i) {
    const weight = rowWeights[i]!;
    if (weight === 0) {
      values[i] = 0;
      continue;
    }
    const z = values[i]!;
    // log(1 + exp(z)) and the probability without overflow.
    const e = exp(z > 0 ? -z : z);
    loss += weight * ((z > 0 ? z : 0) + log1p(e) - (labels[i] === 1 ? z : 0));
    values[i] = weight * ((z > 0 ? 1 : e) / (1 + e) - labels[i]!);
  }
  return loss;
}

function sum(values: Float64Array | Uint8Array): number {
  let total = 0;
  for (let i = 0; i < values.length; ++i) total += values[i]!;
  return total;
}
