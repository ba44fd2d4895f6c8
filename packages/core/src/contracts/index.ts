export {
  type ActionName,
  type AgentPlan,
  type AgentPolicy,
  agentPolicySchema,
  parseAgentPolicy,
  PLAN_STATUSES,
  type PlanStatus
} from './agent-plan.ts';
export { readAuditLine } from './audit-line.ts';
export {
  type Calibrator,
  type Decision,
  decisionSchema,
  type GoldenRow,
  type Manifest,
  manifestSchema,
  type Metrics,
  metricsSchema,
  type TradeOff
} from './bundle-files.ts';
export {
  type ClassWeights,
  type EqualizedRate,
  type Mitigation,
  type ThresholdRule
} from './decision-rules.ts';
export {
  CONTRACT_NAMES,
  type DatasetSpec,
  type CategoryFeature,
  type DateFeature,
  datasetSpecSchema,
  type Feature,
  plainFeature
} from './dataset-spec.ts';
export { parseReadOptions, type ReadingKeys } from './read-options.ts';
export {
  type BrokenColumn,
  type BrokenFinding,
  type DriftReport,
  driftReportSchema,
  listBrokenColumns
} from './drift-report.ts';
export {
  type Fairness,
  type FairnessGroup,
  type FairnessGrouping,
  type FairnessMeasures
} from './fairness.ts';
export { type ModelIdentity, modelIdentitySchema } from './model-identity.ts';
export {
  METRIC_NAMES,
  type MetricName,
  type MetricsPoint,
  metricsPointSchema
} from './metrics-history.ts';
export { type Pipeline, pipelineSchema } from './pipeline.ts';
export {
  type CategoryProfile,
  type ColumnProfile,
  type NumberProfile,
  type Profile,
  profileSchema
} from './profile.ts';
export { type TrainParams } from './train-params.ts';
export { type SearchLimits, type Trial, trialsHeaderSchema, trialsLineSchema } from './trials.ts';
export { formatDatasetSpec, parseDatasetSpec } from './spec-text.ts';
export { schemaProblems } from './schema-problems.ts';
export { parseJsonAs } from './parse-json-as.ts';
