import type { DatasetSpec, Feature } from './contracts/dataset-spec.ts';

/** The cells that a spec says stand for a missing one, beside empty cells and null. */
export interface MissingValues {
  hasText(cell: unknown): boolean;
  hasNumber(cell: unknown): boolean;
}

/** Of a feature, or of the whole table where the feature does not say. Texts are compared without case and outer spaces. */
export function missingValuesOf(
  feature: Feature,
  spec: Pick<DatasetSpec, 'missing_values'>
): MissingValues {
  const given = feature.missing_values ?? spec.missing_values ?? [];
  if (given.length === 0) return NONE;
  const texts = new Set(given.map(value => value.trim().toLowerCase()));
  const numbers = new Set(given.filter(value => value.trim() !== '').map(Number));
  return {
    hasText: cell =>
      (typeof cell === 'string' || typeof cell === 'number') &&
      texts.has(String(cell).trim().toLowerCase()),
    hasNumber: cell => typeof cell === 'number' && !Number.isNaN(cell) && numbers.has(cell)
  };
}

const NONE: MissingValues = { hasText: () => false, hasNumber: () => false };
