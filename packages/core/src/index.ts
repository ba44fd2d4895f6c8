export {
  MAX_NAMED_LEVELS,
  MIN_LEVEL_ROWS,
  roundAggregate,
  roundBounds,
  roundDates
} from './aggregates.ts';
export { formatDate, roundToDay } from './dates.ts';
export { parseTime } from './parse-time.ts';
export { specColumns } from './spec-columns.ts';
export { subtractProfiles } from './subtract-profiles.ts';
export {
  EspalierError,
  type FailureCode,
  formatProblem,
  isSystemError,
  type Problem
} from './errors.ts';
export { formatRange } from './format-range.ts';
export { describeLevels, knownLevels } from './levels.ts';
export { nearest } from './nearest.ts';
export { createTransform, type FeatureStyle, fitPipeline } from './pipeline.ts';
export { present } from './present.ts';
export {
  binEdges,
  binOf,
  countBins,
  countLevels,
  decileEdges,
  nearlyEqualEdges,
  orderedEdges,
  profileColumn,
  profileScores,
  profileTable,
  SCORE_EDGES,
  wantedRanks
} from './profile.ts';
export { allDeciles, decileOf } from './profile-deciles.ts';
export { plainEdges, valueOfBin } from './value-bins.ts';
export {
  moments,
  percentile95,
  quantileBetween,
  quantileSorted,
  sortedFinite
} from './quantiles.ts';
export { parseServerMetrics } from './server-metrics.ts';
export { normal, type Random, randomSeeded, shuffle } from './random.ts';
export { createRowEncoder, type RowEncoder } from './row-encoder.ts';
export {
  type CategoryColumn,
  type Column,
  columnOf,
  countPositives,
  createRecoder,
  MISSING,
  type NumberColumn,
  splitRows,
  selectLabels,
  selectRows,
  type Table,
  UNSEEN
} from './table.ts';
export { type Cells, featuresOf, tableFromColumns } from './table-from-columns.ts';
