import type { BundleParts, ScoringParts } from '@espalier/bundle';
import {
  type CategoryColumn,
  columnOf,
  countPositives,
  profileScores,
  profileTable,
  type Table
} from '@espalier/core';
import type { DatasetSpec, Feature, Pipeline } from '@espalier/core/contracts';
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
 * The spec, with the levels of the training rows for categories that declare none, for serving accepts exactly these, and the
 * parts that were taken of dates.
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
    const levels = presentLevels(column);
    return [name, levels.length === 0 ? feature : { ...feature, levels }];
  });
  return { ...spec, features: Object.fromEntries(features) };
}

function presentLevels({ levels, codes }: CategoryColumn): string[] {
  const present = new Set(codes);
  return levels.filter((_, code) => present.has(code));
}
