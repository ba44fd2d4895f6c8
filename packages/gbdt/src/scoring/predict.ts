import type { Feature } from '../dataset.ts';
import { sigmoid } from '../exp.ts';
import type { Model } from '../model/model.ts';
import { predictBatch } from './batch.ts';
import { predictRowRaw } from './row.ts';

/** Below so many rows it does not pay to lay a model out for the batch kernel. */
const FEW_ROWS = 64;

function checkFeatures(model: Model, features: readonly Feature[], numRows: number): void {
  const wanted = model.features.map(({ kind }) => kind).join(' ');
  const found = features.map(({ kind }) => kind).join(' ');
  if (wanted !== found)
    throw new TypeError(`Cannot predict from features [${found}]: wanted [${wanted}]`);
  features.forEach((feature, index) => {
    const { length } = feature.kind === 'number' ? feature.values : feature.codes;
    if (length !== numRows)
      throw new RangeError(
        `Cannot predict from feature ${index}: ${length} values, wanted ${numRows}`
      );
  });
}

function predictOneByOne(model: Model, features: readonly Feature[], out: Float64Array): void {
  const row = new Float64Array(features.length);
  for (let i = 0; i < out.length; ++i) {
    features.forEach((feature, f) => {
      row[f] = feature.kind === 'number' ? feature.values[i] : feature.codes[i];
    });
    predictRowRaw(model, row, out, i);
  }
}

/**
 * Raw scores (log-odds) of as many rows as `out` is long. `features` are columns in the order and of the kinds of
 * training, with the same level codes.
 */
export function predictRaw(
  model: Model,
  features: readonly Feature[], // in
  out: Float64Array // out
): void {
  checkFeatures(model, features, out.length);
  if (out.length >= FEW_ROWS && predictBatch(model, features, out)) return;
  predictOneByOne(model, features, out);
}

/** Probabilities of label 1; see predictRaw. */
export function predict(
  model: Model,
  features: readonly Feature[], // in
  out: Float64Array // out
): void {
  predictRaw(model, features, out);
  for (let i = 0; i < out.length; ++i) out[i] = sigmoid(out[i]);
}
