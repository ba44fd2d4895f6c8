import type { DuckDBConnection } from '@duckdb/node-api';
import { checkInputFile } from '@espalier/core/files';
import type { ReadingRules } from '../reading.ts';
import { openCsv } from './csv.ts';
import { formatOf } from './format.ts';
import { openJsonLines } from './json-lines.ts';
import { openParquet } from './parquet.ts';
import type { OpenOptions, Source } from './source.ts';

const OPEN = { csv: openCsv, jsonl: openJsonLines, parquet: openParquet } as const;

/** The file that a connection reads. */
const opened = new WeakMap<DuckDBConnection, Source>();

/** Open a CSV, Parquet or JSON Lines file, told apart by content and extension; anything else is read as CSV. */
export async function openSource(
  connection: DuckDBConnection,
  path: string,
  rules: ReadingRules,
  options: OpenOptions = {}
): Promise<Source> {
  await checkInputFile(path);
  const source = await OPEN[await formatOf(path)](connection, path, rules, options);
  opened.set(connection, source);
  return source;
}

/** The source opened last on a connection. */
export function openedSource(connection: DuckDBConnection): Source | undefined {
  return opened.get(connection);
}
