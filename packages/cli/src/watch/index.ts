export { formatMetric, formatRoundMetrics } from './metrics.ts';
export { createRoundMetrics, type RoundMetrics, type Work } from './rounds.ts';
export { watch, type WatchOptions } from './server.ts';
