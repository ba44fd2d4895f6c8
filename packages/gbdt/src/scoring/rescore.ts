import type { Feature } from '../dataset.ts';
import { sigmoid } from '../exp.ts';
import { GROUP_ROWS } from '../kernels/predict.ts';
import type { Model } from '../model/model.ts';
import { fillColumns, loadProgram, runProgram } from './batch.ts';
import { predict } from './predict.ts';
import { planProgram } from './program.ts';

/** Probabilities of the same rows with some features changed into `out`; false, and `out` untouched, when no tree uses them. */
export type Rescorer = (
  changed: ReadonlyMap<number, Feature>, // in: by their place
  out: Float64Array // out
) => boolean;

/**
 * Score the same rows again and again, each time with some features changed: all features are binned once, and each time the
 * changed ones alone. The probabilities are those of predict() to the bit.
 */
export function createRescorer(
  model: Model,
  features: readonly Feature[],
  numRows: number
): Rescorer {
  const used = new Set(model.feature.filter((_, node) => model.left[node] >= 0));
  const program = planProgram(model);
  if (!program)
    return (changed, out) => {
      if (![...changed.keys()].some(feature => used.has(feature))) return false;
      predict(model, replaceSome(features, changed), out);
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
  return (changed, out) => {
    const columns = Array.from(changed.keys(), feature => columnsOf.get(feature) ?? []).flat();
    if (columns.length === 0) return false;
    const places = columns.map(c => at.columns + c * blockRows);
    const kept = places.map(place => views.u8.slice(place, place + numRows));
    fillColumns(ready, model, replaceSome(features, changed), 0, numRows, columns);
    const sums = runProgram(ready, model.bias, numRows);
    for (let i = 0; i < numRows; ++i) out[i] = sigmoid(sums[i]);
    places.forEach((place, i) => {
      views.u8.set(kept[i], place);
    });
    return true;
  };
}

function replaceSome(
  features: readonly Feature[],
  changed: ReadonlyMap<number, Feature>
): Feature[] {
  return features.map((feature, j) => changed.get(j) ?? feature);
}
