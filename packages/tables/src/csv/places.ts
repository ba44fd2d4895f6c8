import type { Problem } from '@espalier/core';
import { type LineEnd, scanCsv } from './scan.ts';

/** Where the rows of a CSV file stand, found without DuckDB, and how its lines end. */
export async function csvPlaces(
  path: string,
  delimiter: string,
  numColumns: number
): Promise<{ lines: number[]; unreadable: Problem[]; ends: ReadonlyMap<LineEnd, number> }> {
  const lines: number[] = [];
  const unreadable: Problem[] = [];
  let isHeader = true;
  const ends = await scanCsv(path, delimiter, numColumns, record => {
    const { line, numFields, numUsed, fault } = record;
    // Like DuckDB, accept empty fields at the end.
    const fits = numFields >= numColumns && numUsed <= numColumns;
    if (isHeader) isHeader = false;
    else if (fault !== undefined) unreadable.push({ file: path, line, problem: fault });
    else if (fits) lines.push(line);
    else
      unreadable.push({
        file: path,
        line,
        problem: `${numFields} ${numFields === 1 ? 'field' : 'fields'}`,
        expected: `${numColumns}, as in the header`
      });
  });
  return { lines, unreadable, ends };
}
