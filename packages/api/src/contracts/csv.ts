import { CsvError, parse } from 'csv-parse/sync';
import { EspalierError } from '@espalier/core';
import type { InputColumn } from '../models/model-version.ts';
import { wrongBody } from './contract.ts';

/** Read CSV with a header. Cells of number columns become numbers; empty cells are missing. */
export function readCsv(
  body: string,
  columns: readonly InputColumn[]
): Record<string, string | number | null>[] {
  const [header, ...lines] = parseLines(body);
  if (header === undefined) throw wrongBody('it must have a header');
  if (new Set(header).size !== header.length) throw wrongBody('its header names a column twice');
  const numbers = new Set(columns.filter(({ kind }) => kind === 'number').map(({ name }) => name));
  return lines.map(cells =>
    Object.fromEntries(header.map((name, i) => [name, readCell(cells[i] ?? '', numbers.has(name))]))
  );
}

function parseLines(body: string): string[][] {
  try {
    return parse(body, { bom: true, skip_empty_lines: true });
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    throw new EspalierError(
      'E_BODY_MALFORMED',
      'Cannot read the body: it is not CSV',
      'Send a header, and the same number of cells in every line',
      {
        details: [
          {
            line: cause.lines as number,
            problem: 'unbalanced quotes, or a different number of cells than the header'
          }
        ]
      }
    );
  }
}

/** A cell that is not a number stays a string, so that encoding it reports the problem. */
function readCell(cell: string, isNumber: boolean): string | number | null {
  const text = cell.trim();
  if (text === '') return null;
  if (!isNumber) return cell;
  if (/^nan$/i.test(text)) return null;
  const value = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i.test(text) ? Number(text) : NaN;
  return Number.isNaN(value) ? cell : value;
}
