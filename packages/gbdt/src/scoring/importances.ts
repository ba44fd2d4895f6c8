import type { Model } from '../model/model.ts';

/** What each feature does in a model: the loss its splits saved, or how many splits it has. */
export function importances(model: Model, kind: 'gain' | 'split'): Float64Array {
  const out = new Float64Array(model.features.length);
  for (let node = 0; node < model.left.length; ++node) {
    if (model.left[node] >= 0) out[model.feature[node]] += kind === 'gain' ? model.gain[node] : 1;
  }
  return out;
}
