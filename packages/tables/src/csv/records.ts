/** One record of a CSV text, with its fields. */
export interface TextRecord {
  /** 1-based line on which it starts. */
  readonly line: number;
  readonly fields: readonly string[];
}

/** A text split by one delimiter. */
export interface Candidate {
  readonly delimiter: string;
  readonly records: readonly TextRecord[];
  /** Fields of the first record. */
  readonly numNames: number;
}

/**
 * The first records of a CSV text; quoted fields may hold delimiters, line ends and doubled quotes, blank lines are skipped.
 * A record that the text ends in is left out unless it is `whole`.
 */
export function firstRecords(
  text: string,
  delimiter: string,
  { from = 1, limit, whole }: { from?: number; limit: number; whole: boolean }
): TextRecord[] {
  const records: TextRecord[] = [];
  let line = 1;
  let at = 0;
  while (line < from && at < text.length) {
    at = lineEndAfter(text, at);
    ++line;
  }
  while (at < text.length && records.length < limit) {
    const start = line;
    const fields: string[] = [];
    for (;;) {
      const quoted = text[at] === '"' ? quotedField(text, at) : undefined;
      const end = plainEnd(text, quoted?.end ?? at, delimiter);
      const value = quoted === undefined ? text.slice(at, end) : quoted.value;
      fields.push(value);
      if (quoted !== undefined) line += lineEndsIn(text.slice(at, quoted.end));
      at = end;
      if (text[at] !== delimiter) break;
      ++at;
    }
    const isCut = at >= text.length && !whole;
    if (!isCut && (fields.length > 1 || fields[0]!.trim() !== ''))
      records.push({ line: start, fields });
    at = lineEndAfter(text, at);
    ++line;
  }
  return records;
}

/** The place behind the next line end. */
function lineEndAfter(text: string, at: number): number {
  let i = at;
  while (i < text.length && text[i] !== '\n' && text[i] !== '\r') ++i;
  return text[i] === '\r' && text[i + 1] === '\n' ? i + 2 : i + 1;
}

function lineEndsIn(text: string): number {
  return text.split(/\r\n|\r|\n/).length - 1;
}

function quotedField(text: string, at: number): { value: string; end: number } {
  let value = '';
  let i = at + 1;
  for (; i < text.length; ++i) {
    if (text[i] !== '"') value += text[i]!;
    else if (text[i + 1] === '"') {
      value += '"';
      ++i;
    } else break;
  }
  return { value, end: i + 1 };
}

function plainEnd(text: string, at: number, delimiter: string): number {
  let i = at;
  while (i < text.length && text[i] !== delimiter && text[i] !== '\n' && text[i] !== '\r') ++i;
  return i;
}
