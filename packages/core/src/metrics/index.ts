export {
  bootstrapIntervals,
  type BootstrapIntervals,
  NUM_CALIBRATION_BINS,
  numResamplesFor
} from './bootstrap.ts';
export {
  binOfProbability,
  type CalibrationBin,
  calibrationTable,
  expectedCalibrationError
} from './calibration.ts';
export {
  accuracy,
  type Confusion,
  confusionOf,
  f1,
  matthews,
  precision,
  recall
} from './confusion.ts';
export { delongInterval, delongIntervalOf } from './delong.ts';
export { type Interval, Z_95 } from './interval.ts';
export { brierScore, logLoss } from './probability.ts';
export {
  averagePrecisionOf,
  type RankingCurve,
  rankingCurve,
  rocAuc,
  rocAucOf
} from './ranking.ts';
export { ksOf, liftOf } from './separation.ts';
