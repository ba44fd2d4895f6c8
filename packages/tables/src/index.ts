export { findSpec, readSpec } from './spec/find-spec.ts';
export { type CountedText, countTexts } from './count-texts.ts';
export { expandGlob } from './glob.ts';
export { inferColumns } from './infer/infer-columns.ts';
export type { Inference } from './infer/infer-kind.ts';
export { MARKERS } from './infer/markers.ts';
export { completeSpec, inferSpec } from './infer/infer-spec.ts';
export { type ReadingRules, readingOf } from './reading.ts';
export { readColumnNames, readTable, type TableSpec } from './read-table.ts';
export { readTimeRange } from './read-time-range.ts';
export { type BadCells, type CellCounts, countCells, isRetyped } from './retyped.ts';
export { hourOfWeek, type HoursOfWeek, readHoursOfWeek } from './source/hours-of-week.ts';
export { streamTable } from './stream-table.ts';
export { type LabelledBlock, readLabelled } from './rows/read-labelled.ts';
export { type RowBlock } from './rows/row-reader.ts';
export { type Keep } from './scored/kept-columns.ts';
export {
  type BlockScores,
  type ScoredFile,
  type ScoredFiles,
  scoreFiles
} from './scored/score-files.ts';
