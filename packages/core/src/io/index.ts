export {
  appendFlushed,
  checkInputFile,
  makeFolder,
  readFailure,
  readText,
  sha256,
  sha256File,
  writeAtomic,
  writeFailure,
  writeFlushed
} from './files.ts';
export { fetchText, type FetchOptions, isUrl, shownUrl } from './fetch-text.ts';
export { findSpec, type FoundSpec, readSpec } from './find-spec.ts';
export { currentCommit } from './git.ts';
export { expandGlob, isFolder } from './glob.ts';
export {
  inferColumns,
  type Inference,
  type InferredColumns,
  type InferredSpec,
  inferSpec
} from './infer-spec.ts';
export {
  readColumnNames,
  type ReadOptions,
  readTable,
  type ReadTable,
  type TableSpec
} from './read-table.ts';
export { type CellCounts, countCells, isRetyped } from './retyped.ts';
export { type StreamedTable, streamTable } from './stream-table.ts';
