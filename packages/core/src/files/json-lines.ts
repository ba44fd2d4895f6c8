import { EspalierError, type Problem } from '../errors.ts';
import { readLines } from './read-lines.ts';

/** Lines in which repeated keys are looked for. */
const LINES_FOR_REPEATS = 1000;

/** Find the lines of a file that are JSON objects, their keys, and the problems of those that are not. */
export async function scanJsonLines(
  path: string
): Promise<{ problems: Problem[]; lines: number[]; numLines: number; keys: ReadonlySet<string> }> {
  const keys = new Set<string>();
  const problems: Problem[] = [];
  const lines: number[] = [];
  let line = 0;
  for await (const text of readLines(path)) {
    ++line;
    if (line === 1 && text.startsWith('\uFEFF'))
      throw new EspalierError(
        'E_TABLE_UNREADABLE',
        `Cannot read "${path}" as JSON Lines: it starts with a byte order mark`,
        'Save it as UTF-8 without a byte order mark'
      );
    if (text.trim() === '') continue;
    const object = parseObject(text);
    if (object !== undefined) {
      for (const key in object) keys.add(key);
      const repeated = lines.length < LINES_FOR_REPEATS ? findRepeatedKey(text, object) : undefined;
      if (repeated === undefined) lines.push(line);
      else
        problems.push({ file: path, line, field: repeated, problem: 'the key stands there twice' });
    } else
      problems.push({
        file: path,
        line,
        problem: 'not a JSON object',
        expected: 'one object per line'
      });
  }
  return { problems, lines, numLines: lines.length + problems.length, keys };
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

/** A key that the object's own level has twice; JSON.parse keeps the last of them alone. */
function findRepeatedKey(text: string, object: Record<string, unknown>): string | undefined {
  return Object.keys(object).find(key => {
    const quoted = JSON.stringify(key);
    return text.indexOf(quoted) !== text.lastIndexOf(quoted) && countKey(text, quoted) > 1;
  });
}

/** How often a key stands at the outer level of a JSON object. */
function countKey(text: string, quoted: string): number {
  let count = 0;
  let depth = 0;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"(\s*:)?|[{}[\]]/g)) {
    if (token === '{' || token === '[') ++depth;
    else if (token === '}' || token === ']') --depth;
    else if (depth === 1 && token.endsWith(':') && token.slice(0, -1).trimEnd() === quoted) ++count;
  }
  return count;
}
