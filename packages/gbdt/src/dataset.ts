/** A numeric column; NaN = missing, infinities are values. */
export interface NumberFeature {
  readonly kind: 'number';
  readonly name?: string;
  readonly values: Float64Array | Float32Array;
}

/** A column of level codes 0 .. numLevels - 1; a negative code = missing. */
export interface CategoryFeature {
  readonly kind: 'category';
  readonly name?: string;
  readonly codes: Int32Array | Uint16Array | Uint8Array;
  readonly numLevels: number;
}

export type Feature = NumberFeature | CategoryFeature;

/** Column-major training data: every array holds one entry per row. */
export interface Dataset {
  readonly numRows: number;
  readonly features: readonly Feature[];
  /** 0 or 1. */
  readonly labels: Uint8Array | Int32Array | Float32Array | Float64Array;
  /** Finite and >= 0; absent = 1 for every row. */
  readonly weights?: Float32Array | Float64Array;
}

/** Maximum number of levels that a model can encode. */
export const MAX_LEVELS = 1 << 24;

function checkFeature(feature: Feature, index: number, numRows: number): void {
  const where = `feature ${index}`;
  const column = feature.kind === 'number' ? feature.values : feature.codes;
  if (column.length !== numRows)
    throw new RangeError(`Cannot read ${where}: ${column.length} values, wanted ${numRows}`);
  if (feature.kind === 'number') return;
  const { codes, numLevels } = feature;
  if (!Number.isInteger(numLevels) || numLevels < 0 || numLevels > MAX_LEVELS)
    throw new RangeError(`Cannot read ${where}: ${numLevels} levels, wanted 0 to ${MAX_LEVELS}`);
  for (let i = 0; i < numRows; ++i) {
    if (codes[i] >= numLevels)
      throw new RangeError(
        `Cannot read ${where}: code ${codes[i]} in row ${i}, wanted less than ${numLevels}`
      );
  }
}

/** Throws a RangeError at the first value in `dataset` that makes training impossible. */
export function checkDataset({ numRows, features, labels, weights }: Dataset): void {
  if (!Number.isInteger(numRows) || numRows < 1)
    throw new RangeError(`Cannot train on ${numRows} rows: wanted 1 or more`);
  if (labels.length !== numRows)
    throw new RangeError(`Cannot read labels: ${labels.length} values, wanted ${numRows}`);
  for (let i = 0; i < numRows; ++i) {
    if (labels[i] !== 0 && labels[i] !== 1)
      throw new RangeError(`Cannot read labels: ${labels[i]} in row ${i}, wanted 0 or 1`);
  }
  features.forEach((feature, index) => {
    checkFeature(feature, index, numRows);
  });
  if (weights) checkWeights(weights, numRows);
}

function checkWeights(weights: Float32Array | Float64Array, numRows: number): void {
  if (weights.length !== numRows)
    throw new RangeError(`Cannot read weights: ${weights.length} values, wanted ${numRows}`);
  let sum = 0;
  for (let i = 0; i < numRows; ++i) {
    if (!(weights[i] >= 0 && weights[i] < Infinity))
      throw new RangeError(
        `Cannot read weights: ${weights[i]} in row ${i}, wanted a finite number >= 0`
      );
    sum += weights[i];
  }
  if (!(sum > 0 && sum < Infinity))
    throw new RangeError(`Cannot train: weights sum to ${sum}, wanted a finite sum > 0`);
}

/** Throws unless `other` has the columns of `dataset`, kind by kind. */
export function checkSameFeatures(dataset: Dataset, other: Dataset): void {
  const wanted = dataset.features.map(feature => feature.kind).join(' ');
  const found = other.features.map(feature => feature.kind).join(' ');
  if (wanted !== found)
    throw new TypeError(`Cannot validate on other features: found [${found}], wanted [${wanted}]`);
}
