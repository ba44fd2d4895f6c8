import { EspalierError } from '@espalier/core';

/** Parse a body that must be JSON. */
export function parseJson(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    const replaced = replaceNonFinite(body);
    throw replaced !== undefined && isJson(replaced) ? notFinite() : notJson();
  }
}

/** Parse JSON as Python writes it: NaN is null; Infinity is a number, which a row that holds it is rejected for. */
export function parsePythonJson(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    const replaced = replaceNonFinite(body);
    if (replaced === undefined) throw notJson();
    try {
      return JSON.parse(replaced) as unknown;
    } catch {
      throw notJson();
    }
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function notJson(): EspalierError {
  return new EspalierError('E_BODY_MALFORMED', 'Cannot read the body: it is not JSON', 'Send JSON');
}

function notFinite(): EspalierError {
  return new EspalierError(
    'E_BODY_MALFORMED',
    'Cannot read the body: NaN and Infinity are not JSON',
    'Send null for a missing cell'
  );
}

/** The literals that Python writes and JSON does not have, with what JSON.parse reads as the same value. */
const LITERALS = [
  ['NaN', 'null'],
  ['Infinity', '1e999']
] as const;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Replace NaN and Infinity outside strings; undefined if there are none. Takes linear time. */
function replaceNonFinite(text: string): string | undefined {
  if (!LITERALS.some(([literal]) => text.includes(literal))) return undefined;
  const parts: string[] = [];
  let from = 0;
  for (let at = 0; at < text.length; ++at) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      at = endOfString(text, at);
      continue;
    }
    const found = LITERALS.find(
      ([literal]) => code === literal.charCodeAt(0) && text.startsWith(literal, at)
    );
    if (found === undefined) continue;
    const [literal, replacement] = found;
    parts.push(text.slice(from, at), replacement);
    at += literal.length - 1;
    from = at + 1;
  }
  if (from === 0) return undefined;
  parts.push(text.slice(from));
  return parts.join('');
}

/** The position of the quote that closes a string, or the end of the text. */
function endOfString(text: string, open: number): number {
  let at = open + 1;
  while (at < text.length && text.charCodeAt(at) !== QUOTE)
    at += text.charCodeAt(at) === BACKSLASH ? 2 : 1;
  return at;
}
