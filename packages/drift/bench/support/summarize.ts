// DuckDB's own SUMMARIZE of a Parquet file in a process of its own; prints one line of JSON.
import { readFileSync } from 'node:fs';
import { queryRows, sqlText, withDuck } from '../../../tables/src/duckdb.ts';

const start = performance.now();
const rows = await withDuck(connection =>
  queryRows(connection, `SUMMARIZE SELECT * FROM read_parquet(${sqlText(process.argv[2]!)})`)
);
const seconds = (performance.now() - start) / 1000;
const status = readFileSync('/proc/self/status', 'utf8');
const peakMb = Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]) / 1024;
console.log(JSON.stringify({ seconds, peakMb, columns: rows.length }));
