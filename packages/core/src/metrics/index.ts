export { binOfProbability, type CalibrationBin } from './calibration.ts';
export { accuracy, type Confusion, confusionOf, f1 } from './confusion.ts';
export { delongInterval } from './delong.ts';
export { evaluate, type Evaluation } from './evaluate.ts';
export { describeFairness, formatFindings, nameServed, servesCommon } from './fairness/describe.ts';
export { wilsonInterval } from './fairness/intervals.ts';
export { differenceInterval, type Interval } from './interval.ts';
export { measureFairness } from './fairness/measure.ts';
export { LABEL_METRICS, type LabelMetric } from './label-metrics.ts';
export { isSmall, SMALL_RULE } from './fairness/small.ts';
export { brierScore, logLoss } from './probability.ts';
export {
  averagePrecisionOf,
  type RankingCurve,
  rankingCurve,
  rocAuc,
  rocAucOf
} from './ranking.ts';
