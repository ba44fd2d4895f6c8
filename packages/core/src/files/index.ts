export { appendLine } from './append-line.ts';
export { fetchText, isUrl, shownUrl } from './fetch-text.ts';
export { currentCommit } from './git.ts';
export { scanJsonLines } from './json-lines.ts';
export { openOutput } from './output-file.ts';
export { readAnyText, readChunks } from './read-chunks.ts';
export { findRotated, readLines } from './read-lines.ts';
export {
  checkInputFile,
  decodeText,
  exists,
  isFolder,
  modifiedTime,
  readFailure,
  readObstacle,
  readText
} from './read.ts';
export { sha256, sha256File } from './sha256.ts';
export {
  appendFlushed,
  checkWritableFile,
  checkWritableFolder,
  makeFolder,
  removeFile,
  writeAtomic,
  writeFailure,
  writeFlushed
} from './write.ts';
