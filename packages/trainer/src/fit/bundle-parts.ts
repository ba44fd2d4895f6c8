import type { BundleParts, ScoringParts } from '@espalier/bundle';
import {
  type CategoryColumn,
  columnOf,
  countPositives,
  profileScores,
  profileTable,
  type Table
} from '@espalier/core';
import type { DatasetSpec, Feature } from '@espalier/core/contracts';
import type { TrainingRows } from '../split/training-rows.ts';

/** The parts of a bundle: the scoring, the spec with its levels, and the profile of training rows and validation scores. */
export function bundlePartsOf(
  scoring: ScoringParts,
  spec: DatasetSpec,
  { table, labels }: TrainingRows,
  probabilities: Float64Array
): Omit<BundleParts, 'metrics'> {
  return {
    ...scoring,
    spec: withLevels(spec, table),
    profile: {
      ...profileTable(table, spec),
      scores: profileScores(probabilities),
      labels: { count: labels.length, positives: countPositives(labels) }
    }
  };
}

/** The spec, with the levels of the training rows for categories that declare none: serving accepts exactly these. */
function withLevels(spec: DatasetSpec, table: Table): DatasetSpec {
  const features = Object.entries(spec.features).map(([name, feature]): [string, Feature] => {
    const column = columnOf(table, name);
    if (feature.kind === 'number' || column.kind === 'number' || feature.levels !== undefined)
      return [name, feature];
    const levels = presentLevels(column);
    return [name, levels.length === 0 ? feature : { ...feature, levels }];
  });
  return { ...spec, features: Object.fromEntries(features) };
}

function presentLevels({ levels, codes }: CategoryColumn): string[] {
  const present = new Set(codes);
  return levels.filter((_, code) => present.has(code));
}
