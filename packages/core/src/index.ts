export {
  type CategoryFeature,
  CONTRACT_NAMES,
  type DatasetSpec,
  datasetSpecSchema,
  FAMILY_NAMES,
  type Feature,
  type NumberFeature
} from './contracts/dataset-spec.ts';
export { type DriftReport, driftReportSchema } from './contracts/drift-report.ts';
export { type MetricsPoint, metricsPointSchema } from './contracts/metrics-history.ts';
export { formatDatasetSpec, parseDatasetSpec, specColumns } from './dataset-spec.ts';
export {
  EspalierError,
  FAILURES,
  type FailureCode,
  formatProblem,
  isSystemError,
  type Problem
} from './errors.ts';
export { editDistance, nearest } from './nearest.ts';
export { normal, type Random, randomSeeded, shuffle } from './random.ts';
export { schemaProblems } from './schema-problems.ts';
export {
  type CategoryColumn,
  type Column,
  columnOf,
  MISSING,
  type NumberColumn,
  recode,
  selectLabels,
  selectRows,
  type Table,
  UNSEEN
} from './table.ts';
