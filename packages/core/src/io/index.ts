export {
  checkInputFile,
  readFailure,
  readText,
  sha256,
  sha256File,
  writeAtomic,
  writeFailure,
  writeFlushed
} from './files.ts';
export { readTable, type ReadOptions, type ReadTable } from './read-table.ts';
