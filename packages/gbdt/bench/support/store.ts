import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Dataset, Feature } from '../../src/dataset.ts';

/** What a stored data set says about itself; x.bin holds float32 column after column, y.bin a byte per row. */
interface Meta {
  readonly numFeatures: number;
  readonly numTrain: number;
  /** Indices of category columns and their number of levels. */
  readonly categories: readonly number[];
  readonly numLevels: readonly number[];
}

/** Parameters that all engines of a bench get; all else is at its default. */
export interface RunParams {
  readonly numIterations: number;
  readonly numLeaves: number;
  readonly numThreads: number;
  readonly seed: number;
  /** LightGBM's force_row_wise, so that it does not spend time on choosing. */
  readonly rowWise?: boolean;
}

export const CACHE = fileURLToPath(new URL('../../../../node_modules/.cache/', import.meta.url));

/** Write a data set once, its first rows for training; returns its folder. */
export function storeData(name: string, shares: number, make: () => Dataset): string {
  const folder = `${CACHE}bench-data/${name}`;
  if (existsSync(`${folder}/meta.json`)) return folder;
  mkdirSync(folder, { recursive: true });
  const { numRows, features, labels } = make();
  const x = new Float32Array(numRows * features.length);
  features.forEach((feature, f) => {
    x.set(feature.kind === 'number' ? feature.values : feature.codes, f * numRows);
    if (feature.kind === 'number') return;
    for (let i = 0; i < numRows; ++i) if (feature.codes[i]! < 0) x[f * numRows + i] = NaN;
  });
  const categories = features.flatMap(({ kind }, f) => (kind === 'category' ? [f] : []));
  const meta: Meta = {
    numFeatures: features.length,
    numTrain: Math.round(numRows * shares),
    categories,
    numLevels: features.map(feature => (feature.kind === 'category' ? feature.numLevels : 0))
  };
  writeFileSync(`${folder}/x.bin`, x);
  writeFileSync(`${folder}/y.bin`, Uint8Array.from(labels));
  writeFileSync(`${folder}/meta.json`, JSON.stringify(meta));
  return folder;
}

export function loadData(folder: string): { numTrain: number; dataset: Dataset } {
  const meta = JSON.parse(readFileSync(`${folder}/meta.json`, 'utf8')) as Meta;
  const bytes = readFileSync(`${folder}/x.bin`);
  const labels = new Uint8Array(readFileSync(`${folder}/y.bin`));
  const numRows = labels.length;
  const x = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  const features = Array.from({ length: meta.numFeatures }, (_, f): Feature => {
    const values = x.subarray(f * numRows, (f + 1) * numRows);
    if (!meta.categories.includes(f)) return { kind: 'number', values };
    const codes = Int32Array.from(values, value => (value >= 0 ? value : -1));
    return { kind: 'category', codes, numLevels: meta.numLevels[f]! };
  });
  return { numTrain: meta.numTrain, dataset: { numRows, features, labels } };
}
