import type { FullReport } from '../compare/report-schema.ts';

/** How far the new rows lie from the reference, for the model: 0 for no shift. */
export interface Distance {
  readonly value: number;
  /** What shows it. */
  readonly by: 'columns' | 'scores' | 'dependence';
}

/**
 * Measure the distance in units of the PSI, less what chance gives: the largest of the mean by importance, that of the
 * scores, and what the domain classifier tells apart by the columns that matter to the model.
 */
export function measureDistance(report: FullReport): Distance {
  const { scores } = report;
  const distances: Distance[] = [
    { value: distanceOfColumns(report), by: 'columns' },
    { value: scores === undefined ? 0 : excessOf(scores), by: 'scores' },
    { value: distanceOfDomain(report), by: 'dependence' }
  ];
  return distances.reduce((a, b) => (b.value > a.value ? b : a));
}

/** Without importances the most shifted column counts as the only one. */
function distanceOfColumns({ columns }: FullReport): number {
  const all = Object.values(columns);
  const weight = all.reduce((sum, { importance = 0 }) => sum + importance, 0);
  if (weight === 0) return Math.max(0, ...all.map(excessOf));
  return all.reduce((sum, column) => sum + (column.importance ?? 0) * excessOf(column), 0) / weight;
}

function excessOf({ psi, psi_expected }: { psi: number; psi_expected: number }): number {
  return Math.max(0, psi - psi_expected);
}

/**
 * Two normal distributions that are d standard deviations apart have the PSI d^2 and are told apart with a ROC-AUC of
 * Phi(d / sqrt 2). Columns that the model does not use do not count.
 */
function distanceOfDomain({ domain_classifier: domain, columns }: FullReport): number {
  if (domain === undefined || !domain.told_apart) return 0;
  const all = Object.values(columns);
  const isWeighed = all.some(({ importance }) => importance !== undefined);
  const used = domain.culprits.reduce(
    (sum, { column, share }) => sum + share * (isWeighed ? (columns[column]?.importance ?? 0) : 1),
    0
  );
  return 2 * normalQuantile(Math.min(domain.roc_auc, 0.999)) ** 2 * used;
}

/** Quantile of the standard normal distribution, to 5e-4 (Abramowitz and Stegun 1964, 26.2.23). */
function normalQuantile(p: number): number {
  if (p <= 0.5) return 0;
  const t = Math.sqrt(-2 * Math.log(1 - p));
  const above = 2.515517 + 0.802853 * t + 0.010328 * t ** 2;
  return t - above / (1 + 1.432788 * t + 0.189269 * t ** 2 + 0.001308 * t ** 3);
}
