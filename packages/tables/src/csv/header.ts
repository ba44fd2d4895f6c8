import { EspalierError } from '@espalier/core';
import type { ReadingRules } from '../reading.ts';
import { readBytes } from '../text/read-bytes.ts';
import { type Candidate, firstRecords, type TextRecord } from './records.ts';
import { checkHeaderLine } from './title-lines.ts';

/** The most bytes that a header may take. */
const HEADER_LIMIT = 4 << 20;
const DELIMITERS = [',', ';', '\t', '|'] as const;
/** Records behind the header that are looked at. */
const NUM_RECORDS = 60;

export interface CsvHeader {
  readonly delimiter: string;
  /** The names as the file has them, spaces and all. */
  readonly names: readonly string[];
  /** 1-based line of the names. */
  readonly line: number;
  readonly notes: readonly string[];
}

export type HeaderRules = Pick<ReadingRules, 'delimiter' | 'header_line'>;

/**
 * Read the header of a CSV file and tell which delimiter it uses. `path` names the file in messages, `text` is read. Errors:
 * E_TABLE_EMPTY, E_TABLE_UNREADABLE; E_HEADER_INVALID for title lines and for delimiters that fit equally well.
 */
export async function readCsvHeader(
  path: string,
  text: string,
  rules: HeaderRules
): Promise<CsvHeader> {
  const bytes = await readBytes(text, HEADER_LIMIT);
  const start = decodeStart(path, bytes);
  const whole = bytes.length < HEADER_LIMIT;
  const notes: string[] = [];
  const named = /^sep=(.)\s*?(\r\n|\r|\n)/i.exec(start)?.[1];
  if (named !== undefined) notes.push(`line 1 names the delimiter: ${JSON.stringify(named)}`);
  const from = rules.header_line ?? (named === undefined ? 1 : 2);
  const given = rules.delimiter ?? named;
  const candidates = (given === undefined ? DELIMITERS : [given]).map(delimiter => {
    const records = firstRecords(start, delimiter, { from, limit: NUM_RECORDS + 1, whole });
    return { delimiter, records, numNames: records[0]?.fields.length ?? 0 };
  });
  const best = chooseDelimiter(path, candidates);
  const header = best.records[0];
  if (header?.fields.some(name => name.trim() !== '') !== true)
    throw new EspalierError(
      'E_TABLE_EMPTY',
      `Cannot find a header in "${path}": ${header === undefined ? 'it holds no text' : 'the first line is blank'}`,
      'Put the column names on the first line'
    );
  if (rules.header_line === undefined) checkHeaderLine(path, best, candidates);
  if (header.line > from)
    notes.push(`the header is on line ${header.line}: the lines before it are empty`);
  const names = withoutEmptyEnd(best.records);
  if (names.length < header.fields.length)
    notes.push('the header ends with a delimiter, and no row has a cell there: left out');
  return { delimiter: best.delimiter, names, line: header.line, notes };
}

/** The delimiter that splits the rows as it splits the header; among those, the one that splits most. */
function chooseDelimiter(path: string, candidates: readonly Candidate[]): Candidate {
  const rated = candidates.map(candidate => ({
    candidate,
    isSplit: candidate.numNames > 1,
    agreed: shareOfRows(candidate)
  }));
  const [first, second] = rated.sort(
    (a, b) =>
      Number(b.isSplit) - Number(a.isSplit) ||
      (b.isSplit ? b.agreed - a.agreed : 0) ||
      b.candidate.numNames - a.candidate.numNames
  );
  const { delimiter, records, numNames } = first!.candidate;
  const isTied =
    second?.isSplit === true &&
    second.agreed === first!.agreed &&
    second.candidate.numNames === numNames;
  if (isTied)
    throw new EspalierError(
      'E_HEADER_INVALID',
      `Cannot tell the delimiter of "${path}": ${JSON.stringify(delimiter)} and ${JSON.stringify(second.candidate.delimiter)} both give line ${records[0]!.line} ${numNames} columns`,
      `Pass --read 'delimiter=${delimiter}', or write delimiter: ${JSON.stringify(delimiter)} in the dataset spec`
    );
  return first!.candidate;
}

/** The share of the records behind the header that have as many fields; 1 without any. */
function shareOfRows({ records, numNames }: Candidate): number {
  const rows = records.slice(1);
  if (rows.length === 0) return 1;
  return rows.filter(({ fields }) => fields.length === numNames).length / rows.length;
}

/** The names without a last blank one that no row has a field for. */
function withoutEmptyEnd([header, ...rows]: readonly TextRecord[]): readonly string[] {
  const names = header!.fields;
  const isEmpty =
    names.length > 1 &&
    names.at(-1)!.trim() === '' &&
    rows.length > 0 &&
    rows.every(({ fields }) => fields.length < names.length);
  return isEmpty ? names.slice(0, -1) : names;
}

function decodeStart(path: string, bytes: Buffer): string {
  const end = bytes.indexOf(0x0a);
  const line = bytes.subarray(0, end < 0 ? bytes.length : end);
  if (line.includes(0))
    throw new EspalierError(
      'E_TABLE_UNREADABLE',
      `Cannot read "${path}" as text: it is binary`,
      'Save the table as CSV in UTF-8'
    );
  return bytes.toString('utf8').replace(/^\uFEFF/, '');
}
