import { fileURLToPath } from 'node:url';
import { dataFiles } from './files.ts';
import { writeFiles } from './write-files.ts';

const folder = process.argv[2] ?? fileURLToPath(new URL('..', import.meta.url));
const files = dataFiles();
writeFiles(folder, files);
console.error(`Wrote ${Object.keys(files).length} files to ${folder}`);
