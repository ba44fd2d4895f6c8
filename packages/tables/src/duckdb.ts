import type { DuckDBConnection, DuckDBDataChunk } from '@duckdb/node-api';

/** A quoted identifier of SQL. */
export function sqlName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A string literal of SQL. */
export function sqlText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** What to release when a connection closes. */
const releases = new WeakMap<DuckDBConnection, (() => Promise<void>)[]>();

/** Run `release` once the connection has been closed: for files that only it reads. */
export function releaseWith(connection: DuckDBConnection, release: () => Promise<void>): void {
  releases.set(connection, [...(releases.get(connection) ?? []), release]);
}

/** Run `use` on a new in-memory database and close it afterwards. */
export async function withDuck<T>(use: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
  // Loaded here: what needs no table need not wait for a native library.
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const instance = await DuckDBInstance.create(':memory:');
  try {
    const connection = await instance.connect();
    try {
      return await use(connection);
    } finally {
      connection.closeSync();
      for (const release of releases.get(connection) ?? []) await release();
    }
  } finally {
    instance.closeSync();
  }
}

/** The chunks of a result, one at a time and never all at once: a chunk's vectors are valid until the next. */
export async function* streamChunks(
  connection: DuckDBConnection,
  sql: string
): AsyncGenerator<DuckDBDataChunk> {
  const result = await connection.stream(sql);
  for (;;) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) return;
    yield chunk;
  }
}

/** All rows of a small result, as JavaScript values. */
export async function queryRows(connection: DuckDBConnection, sql: string): Promise<unknown[][]> {
  const reader = await connection.runAndReadAll(sql);
  return reader.getRowsJS();
}

/** The numbers of a chunk's column, on the chunk's memory. The column has no nulls. */
export function columnItems(
  chunk: DuckDBDataChunk,
  index: number
): ArrayLike<number> & { length: number } {
  const vector = chunk.getColumnVector(index) as unknown as {
    items: Float64Array | Uint8Array | Uint16Array | Uint32Array;
  };
  return vector.items;
}
