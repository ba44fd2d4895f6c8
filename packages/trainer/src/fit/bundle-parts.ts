import type { BundleParts, ScoringParts } from '@espalier/bundle';
import {
  type CategoryColumn,
  columnOf,
  countPositives,
  MAX_NAMED_LEVELS,
  MIN_LEVEL_ROWS,
  profileScores,
  profileTable,
  type Table
} from '@espalier/core';
import type { CategoryFeature, DatasetSpec, Feature, Pipeline } from '@espalier/core/contracts';
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
    spec: withLearned(spec, table, scoring.pipeline),
    profile: {
      ...profileTable(table, spec),
      scores: profileScores(probabilities),
      labels: { count: labels.length, positives: countPositives(labels) }
    }
  };
}

/**
 * The spec, with the levels of the training rows for categories that declare none, and the parts that were taken of dates.
 */
function withLearned(spec: DatasetSpec, table: Table, { steps }: Pipeline): DatasetSpec {
  const features = Object.entries(spec.features).map(([name, feature]): [string, Feature] => {
    const column = columnOf(table, name);
    if (feature.kind === 'date') {
      const step = steps.find(one => one.kind === 'date_parts' && one.column === name);
      return [name, step?.kind === 'date_parts' ? { ...feature, parts: step.parts } : feature];
    }
    if (feature.kind === 'number' || column.kind === 'number' || feature.levels !== undefined)
      return [name, feature];
    return [name, withLevels(feature, column)];
  });
  return { ...spec, features: Object.fromEntries(features) };
}

/**
 * A category with the levels of its rows: declared where they are few and each is held by many rows, or where the spec refuses
 * others; else known to the model alone, for they may be names.
 */
function withLevels(feature: CategoryFeature, { levels, codes }: CategoryColumn): Feature {
  const counts = new Uint32Array(levels.length);
  for (const code of codes) if (code >= 0) counts[code]! += 1;
  const present = levels.filter((_, code) => counts[code]! > 0);
  if (present.length === 0) return feature;
  const named =
    present.length > MAX_NAMED_LEVELS
      ? []
      : levels.filter((_, code) => counts[code]! >= MIN_LEVEL_ROWS);
  if (feature.unknown === 'reject' || named.length === present.length)
    return { ...feature, levels: present };
  return { ...feature, ...(named.length === 0 ? {} : { levels: named }), learned: present };
}
