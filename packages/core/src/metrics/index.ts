export { accuracy, type Confusion, confusionAt, f1, precision, recall } from './confusion.ts';
export { brierScore, logLoss } from './probability.ts';
export {
  averagePrecision,
  orderByScore,
  type RankingCurve,
  rankingCurve,
  rocAuc
} from './ranking.ts';
