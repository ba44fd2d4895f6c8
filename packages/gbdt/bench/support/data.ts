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

function createNormal(random: () => number): () => number {
  return () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Numbers only: a smooth score of half of the features with interactions and noise; values of three shapes. */
export function makeNumeric(numRows: number, numFeatures: number, seed: number): Dataset {
  const random = createRandom(seed);
  const normal = createNormal(random);
  const columns = Array.from({ length: numFeatures }, () => new Float32Array(numRows));
  const labels = new Uint8Array(numRows);
  const used = Math.ceil(numFeatures / 2);
  const weights = Array.from({ length: used }, () => normal() / Math.sqrt(used));
  for (let row = 0; row < numRows; ++row) {
    columns.forEach((column, f) => {
      const x = normal();
      column[row] = f % 3 === 0 ? x : f % 3 === 1 ? Math.exp(x / 2) : Math.round(x * 8) / 8;
    });
    let score = 0;
    for (let f = 0; f < used; ++f) {
      const x = columns[f]![row];
      const y = columns[(f + 1) % used]![row];
      score +=
        weights[f]! * x! + 0.5 * weights[f]! * x! * y! + 0.4 * weights[f]! * Math.sin(2 * y!);
    }
    labels[row] = random() < 1 / (1 + Math.exp(-1.2 * score)) ? 1 : 0;
  }
  const features: Feature[] = columns.map(values => ({ kind: 'number', values }));
  return { numRows, features, labels };
}

/** Eight numbers, four of them with missing values, and six categories of 3 to 60 levels. */
export function makeMixed(numRows: number, seed: number): Dataset {
  const random = createRandom(seed);
  const normal = createNormal(random);
  const levels = [3, 5, 8, 12, 25, 60];
  const effects = levels.map(n => Array.from({ length: n }, () => normal() * 0.7));
  const numbers = Array.from({ length: 8 }, () => new Float64Array(numRows));
  const codes = levels.map(() => new Int32Array(numRows));
  const labels = new Uint8Array(numRows);
  for (let row = 0; row < numRows; ++row) {
    let score = -0.8;
    codes.forEach((column, f) => {
      column[row] = Math.floor(random() ** 1.7 * levels[f]!);
      score += 0.6 * effects[f]![column[row]!]!;
    });
    numbers.forEach((column, f) => {
      const x = normal();
      score += f < 5 ? 0.4 * Math.sin(x + f) + 0.2 * x * (codes[f % 6]![row]! % 2) : 0;
      const missing = f < 4 && random() < 0.1 + (x > 1 ? 0.2 : 0);
      column[row] = missing ? NaN : x;
    });
    labels[row] = random() < 1 / (1 + Math.exp(-2 * score)) ? 1 : 0;
  }
  const features: Feature[] = [
    ...numbers.map(values => ({ kind: 'number' as const, values })),
    ...codes.map((column, f) => ({
      kind: 'category' as const,
      codes: column,
      numLevels: levels[f]!
    }))
  ];
  return { numRows, features, labels };
}

/** The rows lo .. hi of a dataset, as views. */
export function sliceRows(dataset: Dataset, lo: number, hi: number): Dataset {
  return {
    numRows: hi - lo,
    features: dataset.features.map(feature =>
      feature.kind === 'number'
        ? { ...feature, values: feature.values.subarray(lo, hi) }
        : { ...feature, codes: feature.codes.subarray(lo, hi) }
    ),
    labels: dataset.labels.subarray(lo, hi)
  };
}

/** Area under the ROC curve; ties count half. */
export function auc(scores: Float64Array, labels: ArrayLike<number>): number {
  const order = Array.from(scores.keys()).sort((a, b) => scores[a]! - scores[b]!);
  let rankSum = 0;
  let positives = 0;
  for (let i = 0; i < order.length;) {
    let end = i;
    while (end < order.length && scores[order[end]!] === scores[order[i]!]) ++end;
    for (let j = i; j < end; ++j) {
      if (labels[order[j]!] !== 1) continue;
      rankSum += (i + end + 1) / 2;
      ++positives;
    }
    i = end;
  }
  const negatives = scores.length - positives;
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives);
}
