import { sigmoid } from '../exp.ts';
import type { Model } from '../model/model.ts';
import { binOfCode, endOfWalk, readRow } from './walk.ts';
import { layOutWalks, type Walks } from './walks.ts';

/** What scoring a row needs beside the model: made at its first row. */
type Ready = { readonly walks: Walks } | { readonly walks: null; readonly inputs: Float64Array };

const readyOf = new WeakMap<Model, Ready>();

/** A model that stops at unseen levels is walked node by node. */
function prepare(model: Model): Ready {
  const stops = model.unseenLevel === 'mean' && model.setStart.some(start => start >= 0);
  const ready: Ready = stops
    ? { walks: null, inputs: new Float64Array(model.features.length) }
    : { walks: layOutWalks(model) };
  readyOf.set(model, ready);
  return ready;
}

function writeInputs({ features }: Model, walks: Walks, row: ArrayLike<number>): void {
  const { views, inputs, numFeatures, bins, numBins, splitFeature, splitTable, tables } = walks;
  const { f64 } = views;
  const first = inputs / 8;
  for (let f = 0; f < numFeatures; ++f) {
    const x = row[f];
    const feature = features[f];
    if (feature.kind === 'number') {
      f64[first + 2 * f] = x === x ? x : -Infinity;
      f64[first + 2 * f + 1] = x;
    } else {
      const bin = binOfCode(feature.binOfLevel, x);
      bins[f] = bin < 0 ? numBins[f] : bin;
    }
  }
  for (let i = 0; i < splitFeature.length; ++i)
    f64[first + 2 * numFeatures + i] = tables[splitTable[i] + bins[splitFeature[i]]];
}

/**
 * Raw score (log-odds) of one row into out[at]. `row` holds a value per feature in the order of training: numbers
 * with NaN for missing, categories as level codes with NaN or a negative number for missing. Allocates nothing after
 * the first row of a model.
 */
export function predictRowRaw(
  model: Model,
  row: ArrayLike<number>, // in
  out: Float64Array, // out
  at = 0
): void {
  const ready = readyOf.get(model) ?? prepare(model);
  if (ready.walks) {
    const { views, kernels, groups, numGroups, nodes, values, out: sum } = ready.walks;
    writeInputs(model, ready.walks, row);
    views.f64[sum / 8] = model.bias;
    kernels.walkTrees(0, 0, numGroups, groups, nodes, values, sum);
    out[at] = views.f64[sum / 8];
    return;
  }
  readRow(model, row, ready.inputs);
  let sum = model.bias;
  for (let tree = 0; tree + 1 < model.roots.length; ++tree)
    sum += model.value[endOfWalk(model, model.roots[tree], ready.inputs)];
  out[at] = sum;
}

/** Probability of label 1 of one row into out[at]; see predictRowRaw. */
export function predictRow(model: Model, row: ArrayLike<number>, out: Float64Array, at = 0): void {
  predictRowRaw(model, row, out, at);
  out[at] = sigmoid(out[at]);
}
