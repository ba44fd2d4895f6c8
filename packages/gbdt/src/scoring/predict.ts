import { type Feature } from '../dataset.ts';
import { sigmoid } from '../exp.ts';
import { type Model } from '../model/model.ts';

export function predictRaw(model: Model, features: readonly Feature[], out: Float64Array): void {
  const { roots, feature, threshold, missingLeft, left, right, value, setStart, sets } = model;
  const cols = features.map(f => (f.kind === 'number' ? f.values : f.codes));
  for (let row = 0; row < out.length; ++row) {
    let sum = model.bias;
    for (let tree = 0; tree < roots.length - 1; ++tree) {
      let at = roots[tree];
      while (left[at] >= 0) {
        const f = feature[at];
        const x = cols[f][row];
        const mf = model.features[f];
        let goes: boolean;
        if (mf.kind === 'number') goes = x !== x ? missingLeft[at] === 1 : x <= threshold[at];
        else {
          const bin = x >= 0 && x < mf.binOfLevel.length ? mf.binOfLevel[x] : -1;
          goes =
            bin < 0
              ? missingLeft[at] === 1
              : ((sets[setStart[at] + (bin >> 5)] >>> (bin & 31)) & 1) === 1;
        }
        at = goes ? left[at] : right[at];
      }
      sum += value[at];
    }
    out[row] = sum;
  }
}

export function predict(model: Model, features: readonly Feature[], out: Float64Array): void {
  predictRaw(model, features, out);
  for (let i = 0; i < out.length; ++i) out[i] = sigmoid(out[i]);
}
