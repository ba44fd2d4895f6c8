import type { Places } from '../source/source.ts';
import { scanCsv } from './scan.ts';

/**
 * Where the rows of a CSV file stand, found without DuckDB, and how its lines end. `path` names the file in problems, `text`
 * is read.
 */
export async function csvPlaces(
  path: string,
  text: string,
  { delimiter, line: headerLine }: { readonly delimiter: string; readonly line: number },
  numColumns: number
): Promise<Places> {
  const lines: number[] = [];
  const unreadable: Places['unreadable'][number][] = [];
  let isHeader = true;
  const options = { delimiter, numColumns, from: headerLine };
  const lineEnds = await scanCsv(text, options, record => {
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
  return { lines, unreadable, lineEnds };
}
