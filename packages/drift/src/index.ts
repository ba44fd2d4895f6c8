export { driftCommand } from './command.ts';
export { compareSamples, compareTables, type CompareSettings, type Disclosure } from './compare.ts';
export { type Bounds, ksBounds, wassersteinBounds } from './detectors/bounds.ts';
export { chiSquare, type ChiSquare, mergeRare } from './detectors/chi-square.ts';
export { type Detector, type DetectorName, DETECTORS } from './detectors/index.ts';
export { jensenShannon } from './detectors/js.ts';
export { kolmogorovTail, ksDistance, ksPValue } from './detectors/ks.ts';
export { psi, SHARE_FLOOR } from './detectors/psi.ts';
export { wasserstein } from './detectors/wasserstein.ts';
export { expectedPsi } from './expected-psi.ts';
export { adjustPValues } from './false-discovery.ts';
export { type Input, openInput, parseProfile } from './inputs/open-input.ts';
export { addBlock, type Counter, createCounters } from './inputs/count-rows.ts';
export { concatTables } from './inputs/read-rows.ts';
export { compareLabels, compareScores, type LabelCounts } from './model/compare-scores.ts';
export { classifyDomain } from './model/domain-classifier.ts';
export { estimateIntervals, estimateMetrics } from './model/estimate.ts';
export { parseImportances, weighByImportance } from './model/importance.ts';
export { estimatePerformance } from './model/performance.ts';
export {
  createScoreCounter,
  type ScoreCounter,
  type ScoreCounts,
  scoreCountsOf
} from './model/score-counts.ts';
export { nullPsiLimit } from './null-psi.ts';
export { renderJunit } from './output/junit.ts';
export { renderMarkdown } from './output/markdown.ts';
export { renderPrometheus } from './output/prometheus.ts';
export { renderDriftPage } from './page/drift-page.ts';
export { type Bin, type ColumnPair, pairColumns, type Sides } from './pair.ts';
export { pairSamples } from './pair-samples.ts';
export { POLICIES, POLICY_NAMES, type PolicyName } from './policies.ts';
export {
  type BinReport,
  type ColumnReport,
  type DomainReport,
  type Finding,
  type FindingName,
  FINDINGS,
  type FullReport,
  fullReportSchema,
  type LabelReport,
  type PerformanceReport,
  type Verdict,
  VERDICTS
} from './report-schema.ts';
export {
  type ProfiledColumn,
  type Sample,
  type SampleColumn,
  sampleOfProfile,
  sampleOfTable
} from './sample.ts';
export { unitFactor } from './unit-change.ts';
