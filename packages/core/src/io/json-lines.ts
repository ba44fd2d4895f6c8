import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { EspalierError, type Problem } from '../errors.ts';

/** Lines that hold no JSON object, and the lines that do. */
export async function scanJsonLines(
  path: string
): Promise<{ problems: Problem[]; lines: number[]; numLines: number }> {
  const problems: Problem[] = [];
  const lines: number[] = [];
  let line = 0;
  for await (const text of createInterface({
    input: createReadStream(path),
    crlfDelay: Infinity
  })) {
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
        expected: 'one object a line'
      });
  }
  return { problems, lines, numLines: lines.length + problems.length };
}

function isObjectText(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
