import { type LogisticModel } from '@espalier/bundle';
import { moments, type Pipeline } from '@espalier/core';

export interface Importance {
  readonly column: string;
  readonly importance: number;
}

/**
 * How much each column moves the log-odds: the standard deviation of its contribution over the training rows, all features
 * made from it together.
 */
export function logisticImportances(
  { weights }: LogisticModel,
  pipeline: Pipeline,
  features: readonly Float64Array[] // one column of training rows a feature
): Importance[] {
  const numRows = features[0]?.length ?? 0;
  const contributions = new Map<string, Float64Array>();
  pipeline.features.forEach(({ column }, j) => {
    const sum = contributions.get(column) ?? new Float64Array(numRows);
    const values = features[j]!;
    for (let i = 0; i < numRows; ++i) sum[i]! += weights[j]! * values[i]!;
    contributions.set(column, sum);
  });
  return rankColumns(
    [...contributions].map(([column, values]) => ({ column, importance: moments(values).std }))
  );
}

/** Falling, ties by name. */
export function rankColumns(importances: readonly Importance[]): Importance[] {
  return importances.toSorted(
    (a, b) => b.importance - a.importance || (a.column < b.column ? -1 : 1)
  );
}

/** feature_importances.csv; a name with a comma, a quote or a line end is quoted. */
export function formatImportances(importances: readonly Importance[]): string {
  const lines = importances.map(({ column, importance }) => `${csvField(column)},${importance}`);
  return ['feature,importance', ...lines, ''].join('\n');
}

function csvField(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
