export { driftCommand } from './command.ts';
export { compareTables, type CompareSettings, type Disclosure } from './compare.ts';
export { chiSquare, type ChiSquare, mergeRare } from './detectors/chi-square.ts';
export { type Detector, type DetectorName, DETECTORS } from './detectors/index.ts';
export { kolmogorovTail, ksDistance, ksPValue } from './detectors/ks.ts';
export { psi, SHARE_FLOOR } from './detectors/psi.ts';
export { adjustPValues } from './false-discovery.ts';
export { nullPsiLimit } from './null-psi.ts';
export { type Bin, type ColumnPair, pairColumns, type Sides } from './pair.ts';
export { POLICIES, POLICY_NAMES, type PolicyName } from './policies.ts';
export {
  type BinReport,
  type ColumnReport,
  type FindingName,
  FINDINGS,
  type FullReport,
  fullReportSchema,
  type Verdict,
  VERDICTS
} from './report-schema.ts';
