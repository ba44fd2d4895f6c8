import { type Table } from '@espalier/core';

const { imul } = Math;

/** A 53-bit hash of a row's cells (two FNV-1a streams over their bits); equal rows have equal hashes. */
function rowHashes(table: Table): Float64Array {
  const { numRows, columns } = table;
  const low = new Uint32Array(numRows).fill(0x811c9dc5);
  const high = new Uint32Array(numRows).fill(0x01000193);
  const cell = new Float64Array(1);
  const words = new Uint32Array(cell.buffer);
  for (const column of columns) {
    const cells = column.kind === 'number' ? column.values : column.codes;
    for (let i = 0; i < numRows; ++i) {
      cell[0] = cells[i]!;
      let a = low[i]!;
      let b = high[i]!;
      for (let w = 0; w < 2; ++w) {
        const word = words[w]!;
        a = imul(a ^ word, 0x01000193);
        b = imul(b ^ (word >>> 15) ^ (word << 17), 0x85ebca6b) ^ a;
      }
      low[i] = a;
      high[i] = b;
    }
  }
  return Float64Array.from(low, (word, i) => (high[i]! & 0x1fffff) * 2 ** 32 + word);
}

/** How many rows of `held` stand in `seen` too, cell for cell. */
export function countRepeats(seen: Table, held: Table): number {
  const known = new Set(rowHashes(seen));
  return rowHashes(held).reduce((count, hash) => count + (known.has(hash) ? 1 : 0), 0);
}
