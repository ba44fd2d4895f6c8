import { createReadStream } from 'node:fs';
import { EspalierError, type Problem } from '../errors.ts';
import { readFailure } from './read.ts';

/** Find the lines of a file that are JSON objects, and the problems of those that are not. */
export async function scanJsonLines(
  path: string
): Promise<{ problems: Problem[]; lines: number[]; numLines: number }> {
  const problems: Problem[] = [];
  const lines: number[] = [];
  let line = 0;
  for await (const text of linesOf(path)) {
    ++line;
    if (line === 1 && text.startsWith('\uFEFF'))
      throw new EspalierError(
        'E_TABLE_UNREADABLE',
        `Cannot read "${path}" as JSON Lines: it starts with a byte order mark`,
        'Save it as UTF-8 without a byte order mark'
      );
    if (text.trim() === '') continue;
    if (isObjectText(text)) lines.push(line);
    else
      problems.push({
        file: path,
        line,
        problem: 'not a JSON object',
        expected: 'one object per line'
      });
  }
  return { problems, lines, numLines: lines.length + problems.length };
}

/** The lines of a file. (Newer readline also ends a line at U+2028, which JSON allows within a text.) */
async function* linesOf(path: string): AsyncGenerator<string> {
  let rest = '';
  try {
    for await (const chunk of createReadStream(path, 'utf8')) {
      const lines = (rest + (chunk as string)).split('\n');
      rest = lines.pop() ?? '';
      yield* lines;
    }
  } catch (cause) {
    throw readFailure(path, cause);
  }
  if (rest !== '') yield rest;
}

function isObjectText(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
