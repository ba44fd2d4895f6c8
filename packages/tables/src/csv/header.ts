import { open } from 'node:fs/promises';
import { EspalierError } from '@espalier/core';
import { readFailure } from '@espalier/core/files';

/** The most bytes that a header may take. */
const HEADER_LIMIT = 4 << 20;
const DELIMITERS = [',', ';', '\t', '|'] as const;

export interface CsvHeader {
  readonly delimiter: string;
  /** The names as the file has them, spaces and all. */
  readonly names: readonly string[];
}

/** Read the first record of a CSV file and tell which delimiter it uses: the one that splits the header most. */
export async function readCsvHeader(path: string): Promise<CsvHeader> {
  const text = decodeStart(path, await readStart(path));
  const candidates = DELIMITERS.map(delimiter => ({
    delimiter,
    names: firstRecord(text, delimiter)
  }));
  const best = candidates.reduce((a, b) => (b.names.length > a.names.length ? b : a));
  if (best.names.every(name => name.trim() === ''))
    throw new EspalierError(
      'E_TABLE_EMPTY',
      `Cannot find a header in "${path}": the first line is blank`,
      'Put the column names on the first line'
    );
  return best;
}

async function readStart(path: string): Promise<Buffer> {
  try {
    const file = await open(path);
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(HEADER_LIMIT), 0, HEADER_LIMIT, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (cause) {
    throw readFailure(path, cause);
  }
}

function decodeStart(path: string, bytes: Buffer): string {
  const refuse = (what: string): never => {
    throw new EspalierError(
      'E_TABLE_UNREADABLE',
      `Cannot read "${path}" as text: ${what}`,
      'Save the table as CSV in UTF-8'
    );
  };
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff))
    refuse('it is UTF-16');
  const end = bytes.indexOf(0x0a);
  const line = bytes.subarray(0, end < 0 ? bytes.length : end);
  if (line.includes(0)) refuse('it is binary');
  return bytes.toString('utf8').replace(/^\uFEFF/, '');
}

/** The fields of the first record; quoted fields may hold delimiters, line ends and doubled quotes. */
function firstRecord(text: string, delimiter: string): string[] {
  const fields: string[] = [];
  let at = 0;
  for (;;) {
    const quoted = text[at] === '"' ? quotedField(text, at) : undefined;
    const end = quoted?.end ?? plainEnd(text, at, delimiter);
    fields.push(quoted?.value ?? text.slice(at, end));
    if (text[end] !== delimiter) return fields;
    at = end + 1;
  }
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
