import { extname } from 'node:path';
import { EspalierError } from '@espalier/core';
import { readBytes } from '../text/read-bytes.ts';
import type { Format } from './source.ts';

/** The first bytes of a zip (.xlsx) and of an older workbook (.xls). */
const ARCHIVES = ['504b0304', 'd0cf11e0'];

/** The format of a file. Errors: E_TABLE_UNREADABLE for a workbook or a JSON array, with the way to convert it. */
export async function formatOf(path: string): Promise<Format> {
  const start = await readBytes(path, 4096);
  const name = path.toLowerCase().replace(/\.gz$/, '');
  if (start.subarray(0, 4).toString('latin1') === 'PAR1') return 'parquet';
  if (extname(name) === '.parquet') return 'parquet';
  if (ARCHIVES.includes(start.subarray(0, 4).toString('hex')))
    throw new EspalierError(
      'E_TABLE_UNREADABLE',
      `Cannot read "${path}": it is a workbook or an archive, not a table of text`,
      'Save the sheet as CSV in UTF-8'
    );
  const text = start
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .trimStart();
  if (/^\[\s*(\{|\[|\])/.test(text) && (extname(name) !== '.csv' || /^\[\s*\{/.test(text)))
    throw new EspalierError(
      'E_TABLE_UNREADABLE',
      `Cannot read "${path}": it is one JSON array, not a row a line`,
      `Convert it to JSON Lines: jq -c '.[]' ${JSON.stringify(path)} > rows.jsonl`
    );
  if (['.jsonl', '.ndjson', '.json'].includes(extname(name))) return 'jsonl';
  return 'csv';
}
