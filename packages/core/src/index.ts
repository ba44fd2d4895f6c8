export {
  ACTION_NAMES,
  type ActionName,
  type AgentPlan,
  agentPlanSchema,
  type AgentPolicy,
  agentPolicySchema,
  parseAgentPlan,
  parseAgentPolicy,
  PLAN_STATUSES,
  type PlanStatus
} from './contracts/agent-plan.ts';
export {
  type Calibrator,
  calibratorSchema,
  type Decision,
  decisionSchema,
  type GoldenRow,
  type Manifest,
  manifestSchema,
  type Metrics,
  metricsSchema,
  type TradeOff
} from './contracts/bundle-files.ts';
export {
  EQUALIZED_RATES,
  type EqualizedRate,
  type Mitigation,
  MITIGATION_METHODS,
  mitigationSchema,
  type ThresholdRule,
  thresholdRuleSchema
} from './contracts/decision-rules.ts';
export {
  type CategoryFeature,
  CONTRACT_NAMES,
  type DatasetSpec,
  datasetSpecSchema,
  FAMILY_NAMES,
  type Feature,
  type NumberFeature,
  plainFeature
} from './contracts/dataset-spec.ts';
export { type DriftReport, driftReportSchema } from './contracts/drift-report.ts';
export {
  type Fairness,
  type FairnessGroup,
  type FairnessGrouping,
  type FairnessRows,
  fairnessSchema
} from './contracts/fairness.ts';
export { type MetricsPoint, metricsPointSchema } from './contracts/metrics-history.ts';
export {
  type Impute,
  type OneHot,
  type Ordinal,
  type Pipeline,
  pipelineSchema,
  type Standardize,
  type Step,
  stepSchema
} from './contracts/pipeline.ts';
export {
  type CategoryProfile,
  type ColumnProfile,
  type NumberProfile,
  type Profile,
  profileSchema
} from './contracts/profile.ts';
export { type TrainParams, trainParamsSchema } from './contracts/train-params.ts';
export {
  type SearchLimits,
  type Trial,
  trialsHeaderSchema,
  trialsLineSchema
} from './contracts/trials.ts';
export { parseDuration } from './duration.ts';
export { formatDatasetSpec, parseDatasetSpec, specColumns } from './dataset-spec.ts';
export {
  EspalierError,
  FAILURES,
  type FailureCode,
  formatProblem,
  isSystemError,
  type Problem
} from './errors.ts';
export {
  accuracy,
  averagePrecision,
  averagePrecisionOf,
  binOfProbability,
  bootstrapIntervals,
  type BootstrapIntervals,
  brierScore,
  type CalibrationBin,
  calibrationTable,
  type Confusion,
  confusionAt,
  delongInterval,
  delongIntervalOf,
  expectedCalibrationError,
  f1,
  type Interval,
  ksOf,
  ksOfClasses,
  liftAt,
  liftOf,
  logLoss,
  matthews,
  NUM_CALIBRATION_BINS,
  numResamplesFor,
  precision,
  type RankedRows,
  type RankingCurve,
  rankingCurve,
  rankRows,
  recall,
  rocAuc,
  rocAucOf,
  Z_95
} from './metrics/index.ts';
export { editDistance, nearest } from './nearest.ts';
export { createTransform, type FeatureStyle, fitPipeline } from './pipeline.ts';
export {
  binOf,
  countBins,
  countLevels,
  decileEdges,
  profileColumn,
  profileScores,
  profileTable,
  SCORE_EDGES
} from './profile.ts';
export { type Moments, moments, quantileSorted, sortedFinite } from './quantiles.ts';
export { normal, type Random, randomSeeded, shuffle } from './random.ts';
export { createRowEncoder, type EncodedRows, type RowEncoder } from './row-encoder.ts';
export { schemaProblems } from './schema-problems.ts';
export { applyImpute, fitImpute, markMissing } from './steps/impute.ts';
export { applyOneHot, fitOneHot, oneHotNames } from './steps/one-hot.ts';
export { applyOrdinal, fitOrdinal } from './steps/ordinal.ts';
export { applyStandardize, fitStandardize } from './steps/standardize.ts';
export {
  type CategoryColumn,
  type Column,
  columnOf,
  countPositives,
  createRecoder,
  MISSING,
  type NumberColumn,
  partRows,
  selectLabels,
  selectRows,
  type Table,
  translateLevels,
  UNSEEN
} from './table.ts';
export { type Cell, type Cells, featuresOf, tableFromColumns } from './table-from-columns.ts';
