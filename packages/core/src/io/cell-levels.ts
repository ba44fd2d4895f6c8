import { MISSING, UNSEEN } from '../table.ts';

/** The codes of a column's cells, found by their bytes. */
export interface CellLevels {
  /** The code of the cell in bytes start to end, NOT_PLAIN if it has to be read with care; equal bytes have the same `hash`. */
  code(bytes: Buffer, start: number, end: number, hash: number): number;
  /** All levels, by code. Levels that were learned come sorted, and `order` gives the new code of each old one. */
  end(): { readonly levels: readonly string[]; readonly order: Int32Array | undefined };
}

/** A code of no level and no cell. */
export const NOT_PLAIN = -3;
/** Starts the names of what is no level where DuckDB reads a column. */
const RESERVED = '\u0001';
const FEWEST_SLOTS = 64;

/**
 * Codes of texts by an open hash table of their bytes, so that only the first cell of each kind becomes a string.
 * Without `declared` the levels are learned. `trim`: blanks around a text are none of it.
 */
export function createCellLevels(
  declared: readonly string[] | undefined,
  trim: boolean
): CellLevels {
  const levels = [...(declared ?? [])];
  const codeOf = new Map(levels.map((level, code) => [level, code]));
  // Of each kind of cell: its bytes, their hash and its code.
  const kinds: { readonly bytes: Buffer; readonly hash: number; readonly code: number }[] = [];
  let slots = new Int32Array(FEWEST_SLOTS).fill(-1);

  const codeOfText = (text: string): number => {
    if (text === '') return MISSING;
    if (text.includes(RESERVED)) return NOT_PLAIN;
    const known = codeOf.get(text);
    if (known !== undefined) return known;
    if (declared !== undefined) return UNSEEN;
    codeOf.set(text, levels.length);
    return levels.push(text) - 1;
  };
  const grow = (): void => {
    slots = new Int32Array(2 * slots.length).fill(-1);
    for (const [at, { hash }] of kinds.entries()) {
      let slot = hash & (slots.length - 1);
      while (slots[slot]! >= 0) slot = (slot + 1) & (slots.length - 1);
      slots[slot] = at;
    }
  };
  return {
    code(bytes, start, end, hash) {
      let slot = hash & (slots.length - 1);
      for (let at = slots[slot]!; at >= 0; at = slots[slot]!) {
        const kind = kinds[at]!;
        if (kind.hash === hash && isSame(kind.bytes, bytes, start, end)) return kind.code;
        slot = (slot + 1) & (slots.length - 1);
      }
      const cell = Buffer.from(bytes.subarray(start, end));
      const text = cell.toString('utf8');
      const code = codeOfText(trim ? text.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, '') : text);
      slots[slot] = kinds.push({ bytes: cell, hash, code }) - 1;
      if (2 * kinds.length > slots.length) grow();
      return code;
    },
    end() {
      if (declared !== undefined) return { levels: declared, order: undefined };
      const sorted = levels.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));
      const place = new Map(sorted.map((level, code) => [level, code]));
      return { levels: sorted, order: Int32Array.from(levels, level => place.get(level)!) };
    }
  };
}

function isSame(kind: Buffer, bytes: Buffer, start: number, end: number): boolean {
  if (kind.length !== end - start) return false;
  for (let i = 0; i < kind.length; ++i) if (kind[i] !== bytes[start + i]) return false;
  return true;
}
