export { createApp } from './app.ts';
export { serveCommand } from './command.ts';
export { predictRows, type RowsAnswer } from './contracts/rows.ts';
export { createLog, type Log, LOG_LEVELS, type LogLevel } from './log.ts';
export { createMetrics, type Metrics } from './metrics.ts';
export { type BundleSource, type ModelSlot, openModelSlot } from './model-slot.ts';
export { openApiDocument } from './openapi.ts';
export { redact } from './redact.ts';
export { type AppDeps } from './routing.ts';
