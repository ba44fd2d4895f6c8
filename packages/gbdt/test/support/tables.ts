import type { Dataset, Feature } from '../../src/dataset.ts';

/** Seeded uniform numbers (mulberry32). */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

export interface TableSpec {
  readonly numRows: number;
  readonly numNumbers?: number;
  /** Levels of each category. */
  readonly levels?: readonly number[];
  readonly missing?: number;
  readonly weights?: boolean;
  readonly seed?: number;
}

/** Numbers and categories that say something about a noisy label. */
export function makeTable(spec: TableSpec): Dataset {
  const { numRows, numNumbers = 4, levels = [], missing = 0, weights = false, seed = 1 } = spec;
  const random = createRandom(seed);
  const numbers = Array.from({ length: numNumbers }, () => new Float64Array(numRows));
  const codes = levels.map(() => new Int32Array(numRows));
  const labels = new Uint8Array(numRows);
  for (let row = 0; row < numRows; ++row) {
    let score = -0.3;
    numbers.forEach((column, f) => {
      const x = random() * 4 - 2;
      score += f % 2 === 0 ? x / (f + 1) : Math.abs(x) / (f + 1) - 0.5;
      column[row] = random() < missing ? NaN : f % 3 === 2 ? Math.round(x * 4) : x;
    });
    codes.forEach((column, f) => {
      const code = Math.floor(random() ** 2 * levels[f]!);
      score += ((code * 7) % 5) / 2 - 1;
      column[row] = random() < missing ? -1 : code;
    });
    labels[row] = random() < 1 / (1 + Math.exp(-2 * score)) ? 1 : 0;
  }
  const features: Feature[] = [
    ...numbers.map((values, f) => ({ kind: 'number' as const, name: `num_${f}`, values })),
    ...codes.map((column, f) => ({
      kind: 'category' as const,
      name: `cat_${f}`,
      codes: column,
      numLevels: levels[f]!
    }))
  ];
  const table = { numRows, features, labels };
  if (!weights) return table;
  return { ...table, weights: Float64Array.from(labels, () => Math.floor(random() * 4) / 2) };
}

/** One row of a dataset as the row scorer takes it. */
export function rowOf({ features }: Pick<Dataset, 'features'>, row: number): Float64Array {
  return Float64Array.from(
    features,
    feature => (feature.kind === 'number' ? feature.values : feature.codes)[row]!
  );
}

/** The rows lo .. hi of a dataset. */
export function sliceTable(table: Dataset, lo: number, hi: number): Dataset {
  return {
    numRows: hi - lo,
    features: table.features.map(feature =>
      feature.kind === 'number'
        ? { ...feature, values: feature.values.slice(lo, hi) }
        : { ...feature, codes: feature.codes.slice(lo, hi) }
    ),
    labels: table.labels.slice(lo, hi),
    ...(table.weights ? { weights: table.weights.slice(lo, hi) } : {})
  };
}

/** Area under the ROC curve. */
export function auc(scores: Float64Array, labels: ArrayLike<number>): number {
  let wins = 0;
  const order = Array.from(scores.keys()).sort((a, b) => scores[a]! - scores[b]!);
  let negatives = 0;
  let tied = { value: NaN, negatives: 0 };
  for (const i of order) {
    if (scores[i] !== tied.value) tied = { value: scores[i]!, negatives: 0 };
    if (labels[i] === 1) wins += negatives - tied.negatives / 2;
    else {
      ++negatives;
      ++tied.negatives;
    }
  }
  return wins / (negatives * (scores.length - negatives));
}
