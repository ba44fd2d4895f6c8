export { findSpec, readSpec } from './spec/find-spec.ts';
export { expandGlob } from './glob.ts';
export { inferColumns, type Inference, inferSpec } from './spec/infer-spec.ts';
export { readColumnNames, readTable, type TableSpec } from './read-table.ts';
export { readTimeRange } from './read-time-range.ts';
export { type CellCounts, countCells, isRetyped } from './retyped.ts';
export { streamTable } from './stream-table.ts';
