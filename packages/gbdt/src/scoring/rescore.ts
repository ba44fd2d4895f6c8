import type { Feature } from '../dataset.ts';
import { sigmoid } from '../exp.ts';
import { GROUP_ROWS } from '../kernels/predict.ts';
import type { Model } from '../model/model.ts';
import { fillColumns, loadProgram, runProgram } from './batch.ts';
import { predict } from './predict.ts';
import { planProgram } from './program.ts';

/** Probabilities of the same rows with one feature changed into `out`; false, and `out` untouched, when no tree uses it. */
export type Rescorer = (
  feature: number,
  changed: Feature, // in
  out: Float64Array // out
) => boolean;

/**
 * Score the same rows again and again, each time with one feature changed: all features are binned once, and each time the
 * changed one alone. The probabilities are those of predict() to the bit.
 */
export function createRescorer(
  model: Model,
  features: readonly Feature[],
  numRows: number
): Rescorer {
  const used = new Set(model.feature.filter((_, node) => model.left[node] >= 0));
  const program = planProgram(model);
  if (!program)
    return (feature, changed, out) => {
      if (!used.has(feature)) return false;
      predict(model, features.with(feature, changed), out);
      return true;
    };
  const blockRows = Math.max(1, Math.ceil(numRows / GROUP_ROWS)) * GROUP_ROWS;
  const ready = loadProgram(model, program, blockRows);
  const { views, at } = ready;
  fillColumns(ready, model, features, 0, numRows);
  const columnsOf = new Map<number, number[]>();
  program.columns.forEach(({ feature }, c) => {
    columnsOf.set(feature, [...(columnsOf.get(feature) ?? []), c]);
  });
  return (feature, changed, out) => {
    const columns = columnsOf.get(feature);
    if (columns === undefined) return false;
    const places = columns.map(c => at.columns + c * blockRows);
    const kept = places.map(place => views.u8.slice(place, place + numRows));
    fillColumns(ready, model, features.with(feature, changed), 0, numRows, columns);
    const sums = runProgram(ready, model.bias, numRows);
    for (let i = 0; i < numRows; ++i) out[i] = sigmoid(sums[i]);
    places.forEach((place, i) => {
      views.u8.set(kept[i], place);
    });
    return true;
  };
}
