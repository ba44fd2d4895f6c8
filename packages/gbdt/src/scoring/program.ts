import { MAX_LEAVES } from '../kernels/predict.ts';
import type { Model } from '../model/model.ts';

/** Thresholds of a feature at most: their bins and that of missing values must fit in a byte. */
const MAX_THRESHOLDS = 254;
/** Bin of a missing value that goes right; one that goes left is in bin 0. */
export const RIGHT_BIN = 255;

/** One byte column of a block: bins of a number, or for splits of a category by the same levels 0 = left, 255 = right. */
export type ByteColumn =
  | { readonly kind: 'number'; readonly feature: number; readonly missingLeft: boolean }
  | {
      readonly kind: 'category';
      readonly feature: number;
      /** One of the nodes that split so. */
      readonly node: number;
    };

/** An inner node; `left` and `right` are leaves (0 .. 255) or MAX_LEAVES plus an earlier step of the tree. */
export interface Step {
  readonly column: number;
  readonly bin: number;
  readonly left: number;
  readonly right: number;
}

/** A model as the batch kernel runs it. */
export interface Program {
  readonly columns: readonly ByteColumn[];
  /** By feature: its thresholds, ascending; bins count those below a value. */
  readonly edges: readonly Float64Array[];
  readonly trees: readonly {
    readonly steps: readonly Step[];
    readonly values: readonly number[];
  }[];
}

function thresholdsOf(model: Model): Float64Array[] {
  const sets = model.features.map(() => new Set<number>());
  for (let node = 0; node < model.left.length; ++node) {
    if (model.left[node] >= 0 && model.setStart[node] < 0)
      sets[model.feature[node]].add(model.threshold[node]);
  }
  return sets.map(set => Float64Array.from(set).sort());
}

/** The levels that go left at a split of a category, as a text. */
function levelsKey({ features, feature, sets, setStart }: Model, node: number): string {
  const known = features[feature[node]];
  if (known.kind === 'number') throw new RangeError('Cannot split a number by levels');
  const start = setStart[node];
  return sets.slice(start, start + Math.ceil(known.numBins / 32)).join();
}

/** The program of a model; undefined when it has too many leaves or thresholds, or stops at unseen levels. */
export function planProgram(model: Model): Program | undefined {
  if (model.unseenLevel === 'mean' && model.setStart.some(start => start >= 0)) return undefined;
  const edges = thresholdsOf(model);
  if (edges.some(({ length }) => length > MAX_THRESHOLDS)) return undefined;
  const columns: ByteColumn[] = [];
  const columnAt = new Map<string, number>();
  const binAt = edges.map(list => new Map(Array.from(list, (edge, bin) => [edge, bin])));
  const columnOf = (node: number): number => {
    const feature = model.feature[node];
    const missingLeft = model.missingLeft[node] === 1;
    const isNumber = model.setStart[node] < 0;
    const key = `${feature} ${missingLeft} ${isNumber ? '' : levelsKey(model, node)}`;
    const known = columnAt.get(key);
    if (known !== undefined) return known;
    columnAt.set(key, columns.length);
    columns.push(
      isNumber ? { kind: 'number', feature, missingLeft } : { kind: 'category', feature, node }
    );
    return columns.length - 1;
  };
  const trees = [];
  for (let tree = 0; tree + 1 < model.roots.length; ++tree) {
    const steps: Step[] = [];
    const values: number[] = [];
    const operand = new Map<number, number>();
    for (let node = model.roots[tree + 1] - 1; node >= model.roots[tree]; --node) {
      if (model.left[node] < 0) {
        operand.set(node, values.length);
        values.push(model.value[node]);
        continue;
      }
      operand.set(node, MAX_LEAVES + steps.length);
      steps.push({
        column: columnOf(node),
        bin: model.setStart[node] < 0 ? binAt[model.feature[node]].get(model.threshold[node])! : 0,
        left: operand.get(model.left[node])!,
        right: operand.get(model.right[node])!
      });
    }
    if (values.length > MAX_LEAVES) return undefined;
    trees.push({ steps, values });
  }
  return { columns, edges, trees };
}
