import { EspalierError } from '@espalier/core';
import type { Candidate } from './records.ts';

/** The line of the names may lie this many records below the first. */
const MAX_TITLES = 20;
/** This share of the rows behind a header must have another width before the header is doubted. */
const USUAL_SHARE = 0.8;

/**
 * Refuse a first line that is a title, a comment or a row, when the lines behind it agree on more columns. Errors:
 * E_HEADER_INVALID with what was taken for the header, and the line that looks like one.
 */
export function checkHeaderLine(
  path: string,
  chosen: Candidate,
  candidates: readonly Candidate[]
): void {
  const header = chosen.records[0]!;
  const filled = header.fields.filter(name => name.trim() !== '').length;
  const widest = candidates
    .map(candidate => ({ candidate, width: usualWidth(candidate) }))
    .reduce((a, b) => (b.width > a.width ? b : a));
  // Titles of a spreadsheet are padded with empty cells.
  const isPadded = filled === 1 && header.fields.length > 2 && widest.width > 2;
  if (!isPadded && widest.width <= Math.max(header.fields.length, 1)) return;
  const { width, candidate } = isPadded
    ? { width: header.fields.length, candidate: chosen }
    : widest;
  const names = candidate.records
    .slice(1, MAX_TITLES)
    .find(({ fields }) => fields.length >= width && fields.every(name => name.trim() !== ''));
  const isHeader = names?.fields.every(name => !Number.isFinite(Number(name))) === true;
  const mark = /^\s*(#|\/\/|%|--)/.exec(header.fields[0]!)?.[1];
  throw new EspalierError(
    'E_HEADER_INVALID',
    `Cannot use line ${header.line} of "${path}" as the header: it has ${numColumns(filled)} (${shownNames(header.fields)}), the lines after it have ${width}`,
    mark !== undefined
      ? `Lines that start with ${JSON.stringify(mark)} are left out with --read ${quoted(`comment=${mark}`)}, or comment: ${JSON.stringify(mark)} in the dataset spec`
      : isHeader
        ? `Line ${names.line} looks like the header: pass --read header_line=${names.line}, or write header_line: ${names.line} in the dataset spec`
        : 'Put the names of all columns on one line, and name it with --read header_line=LINE or header_line: LINE in the dataset spec'
  );
}

/** The number of fields that most records behind the first have; 0 where they do not agree. */
function usualWidth({ records }: Candidate): number {
  // The last of the title lines do not count.
  const widths = records.slice(1).map(({ fields }) => numUsed(fields));
  const counts = new Map<number, number>();
  for (const width of widths) counts.set(width, (counts.get(width) ?? 0) + 1);
  const [usual] = [...counts].sort(([, a], [, b]) => b - a);
  const numTitles = Math.min(MAX_TITLES, widths.length / 2);
  return usual !== undefined &&
    usual[1] >= USUAL_SHARE * (widths.length - numTitles) &&
    usual[1] >= 2
    ? usual[0]
    : 0;
}

/** Fields up to the last one that is not empty. */
function numUsed(fields: readonly string[]): number {
  return fields.findLastIndex(field => field.trim() !== '') + 1;
}

/** Names of a header for a message: the first few, cut. */
export function shownNames(names: readonly string[]): string {
  const shown = names
    .filter(name => name.trim() !== '')
    .slice(0, 8)
    .map(name => `"${name.length > 40 ? `${name.slice(0, 40)}…` : name}"`);
  return `${shown.join(', ')}${names.length > 8 ? ', …' : ''}`;
}

export function numColumns(count: number): string {
  return `${count} ${count === 1 ? 'column' : 'columns'}`;
}

function quoted(text: string): string {
  return /^[\w=.,-]+$/.test(text) ? text : `'${text}'`;
}
