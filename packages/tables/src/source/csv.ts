import type { DuckDBConnection } from '@duckdb/node-api';
import { readCsvHeader } from '../csv/header.ts';
import { csvPlaces } from '../csv/places.ts';
import { hasOtherBlanks } from '../csv/blanks.ts';
import { hasDigitUnderscores } from '../csv/underscores.ts';
import { sqlText } from '../duckdb.ts';
import { missingValuesOf, numberFormatOf, type ReadingRules } from '../reading.ts';
import { prepareText } from '../text/prepare.ts';
import { textCells } from './cells.ts';
import { sqlPath } from './describe.ts';
import { checkNames } from './names.ts';
import type { OpenOptions, Source } from './source.ts';

/** The table in which DuckDB records unreadable records. */
const CSV_REJECTS = 'reject_errors';
const TYPED_REJECTS = 'typed_errors';

export async function openCsv(
  connection: DuckDBConnection,
  path: string,
  rules: ReadingRules,
  { rejects: rejectsTable = CSV_REJECTS }: OpenOptions
): Promise<Source> {
  const prepared = await prepareText(connection, path, rules);
  const header = await readCsvHeader(path, prepared.path, rules);
  const { names, notes } = checkNames(path, header.names, rules.trim);
  const placeOf = new Map(names.map((name, i) => [name, i]));
  const raw = (name: string): string => `c${placeOf.get(name)!}`;
  // Not ignore_errors: that drops every row after one with text behind a closing quote.
  const relation = (rejects: string, numbers: ReadonlySet<string> = new Set()): string => {
    const columns = names.map(
      (name, i) => `'c${i}': '${numbers.has(name) ? 'DOUBLE' : 'VARCHAR'}'`
    );
    const skip = header.line > 1 ? `, skip=${header.line - 1}` : '';
    return `read_csv(${sqlPath(prepared.path)}, auto_detect=false, header=true${skip}, delim=${sqlText(header.delimiter)}, quote='"', escape='"', nullstr='', columns={${columns.join(', ')}}, store_rejects=true, rejects_table='${rejects}', rejects_scan='${rejects}_scans')`;
  };
  const onlySpaces = rules.trim && !(await hasOtherBlanks(prepared.path, header.delimiter));
  const careful: Source = {
    path,
    format: 'csv',
    names,
    header: { line: header.line },
    delimiter: header.delimiter,
    notes: [...prepared.notes, ...header.notes, ...notes],
    typeOf: () => 'text',
    sqlTypeOf: () => 'VARCHAR',
    relation: lenient => relation(lenient ? 'left_out' : rejectsTable),
    raw,
    rejects: rejectsTable,
    ...textCells(raw, rules, { onlySpaces }),
    places: () => csvPlaces(path, prepared.path, header, names.length)
  };
  return {
    ...careful,
    async typed(numbers) {
      if (await hasDigitUnderscores(prepared.path)) return undefined;
      const isTyped = new Set(numbers.filter(name => isPlain(rules, name)));
      return {
        ...careful,
        relation: () => relation(TYPED_REJECTS, isTyped),
        rejects: TYPED_REJECTS,
        number: name => (isTyped.has(name) ? raw(name) : careful.number(name)),
        // A cell that is not a number was rejected: nothing is left of it.
        text: name => (isTyped.has(name) ? 'CAST(NULL AS VARCHAR)' : careful.text(name))
      };
    }
  };
}

/** Are the numbers of a column plain ones, with nothing but an empty cell for a missing one? */
function isPlain(rules: ReadingRules, name: string): boolean {
  return numberFormatOf(rules, name) === undefined && missingValuesOf(rules, name).length === 0;
}
