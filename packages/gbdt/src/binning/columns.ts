import type { Dataset } from '../dataset.ts';
import type { Params } from '../params.ts';
import { findLevels, type Levels } from './levels.ts';

/** More bins than this (that of missing values aside) need 16 bits. */
const NARROW_BINS = 255;

/** How the values of one feature become bins 0 .. numBins - 1; the bin `numBins` is that of missing values. */
export interface Column {
  /** Index into the features of the dataset. */
  readonly feature: number;
  readonly wide: boolean;
  readonly monotone: number;
  /** Set for a category. */
  readonly levels?: Levels;
  /** Set for a number; fitted later than `levels`. */
  edges?: Float64Array;
  numBins: number;
  hasMissing: boolean;
}

function hasNegative(codes: Int32Array | Uint16Array | Uint8Array): boolean {
  if (!(codes instanceof Int32Array)) return false;
  for (let i = 0; i < codes.length; ++i) if (codes[i] < 0) return true;
  return false;
}

/** The columns that training may use, narrow ones first. The edges of numbers are still to be found. */
export function planColumns({ features }: Dataset, params: Params): Column[] {
  const columns: Column[] = [];
  const { interactionConstraints: groups } = params;
  const usable = groups.length > 0 ? new Set(groups.flat()) : undefined;
  features.forEach((data, feature) => {
    if (usable && !usable.has(feature)) return;
    if (data.kind === 'number') {
      const monotone = params.monotoneConstraints[feature] ?? 0;
      columns.push({ feature, wide: false, monotone, numBins: 1, hasMissing: false });
      return;
    }
    const levels = findLevels(data.codes, data.numLevels, params.maxBin, params.minDataInBin);
    const { numBins } = levels;
    const hasMissing = hasNegative(data.codes);
    if (numBins + (hasMissing ? 1 : 0) < 2) return;
    columns.push({
      feature,
      wide: numBins > NARROW_BINS,
      monotone: 0,
      levels,
      numBins,
      hasMissing
    });
  });
  return [...columns.filter(column => !column.wide), ...columns.filter(column => column.wide)];
}
