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
