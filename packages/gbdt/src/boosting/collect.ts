import type { Column } from '../binning/columns.ts';
import type { Dataset } from '../dataset.ts';
import { emptyNodes, fillMeans, type Model, type ModelFeature } from '../model/model.ts';
import type { GrownTree } from './node.ts';

function modelFeature(feature: Dataset['features'][number], column?: Column): ModelFeature {
  const name = feature.name === undefined ? {} : { name: feature.name };
  if (feature.kind === 'number') return { kind: 'number', ...name };
  const levels = column?.levels;
  return {
    kind: 'category',
    ...name,
    binOfLevel: levels ? levels.binOfLevel : new Int32Array(feature.numLevels).fill(-1),
    numBins: levels ? levels.numBins : 0
  };
}

/** Turn grown trees over bins into a model over values. */
export function collectModel(
  trees: readonly GrownTree[],
  columns: readonly Column[],
  dataset: Dataset,
  bias: number,
  unseenLevel: 'missing' | 'mean'
): Model {
  const numNodes = trees.reduce((sum, { nodes }) => sum + nodes.length, 0);
  const model = emptyNodes(trees.length, numNodes);
  const sets: number[] = [];
  let base = 0;
  trees.forEach(({ nodes }, tree) => {
    nodes.forEach(({ count, split, value }, i) => {
      const at = base + i;
      model.value[at] = value;
      model.cover[at] = count;
      if (!split) return;
      const { feature, edges, numBins } = columns[split.column];
      model.feature[at] = feature;
      model.missingLeft[at] = split.missingLeft ? 1 : 0;
      model.left[at] = base + split.left;
      model.right[at] = base + split.right;
      model.gain[at] = split.gain;
      if (split.set) {
        model.setStart[at] = sets.length;
        const words = new Uint32Array(Math.ceil(numBins / 32));
        for (const bin of split.set) words[bin >> 5] |= 1 << (bin & 31);
        sets.push(...words);
      } else {
        model.threshold[at] = split.bin < edges!.length ? edges![split.bin] : Infinity;
      }
    });
    base += nodes.length;
    model.roots[tree + 1] = base;
  });
  fillMeans(model);
  const features = dataset.features.map((feature, index) =>
    modelFeature(
      feature,
      columns.find(column => column.feature === index)
    )
  );
  return { features, bias, unseenLevel, ...model, sets: Uint32Array.from(sets) };
}
