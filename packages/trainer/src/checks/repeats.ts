import type { Column, Table } from '@espalier/core';

const { imul } = Math;

/** A 53-bit hash of a row's cells (two FNV-1a streams over their bits); equal rows have equal hashes. */
function rowHashes({ numRows, columns }: Table): Float64Array {
  const low = new Uint32Array(numRows).fill(0x811c9dc5);
  const high = new Uint32Array(numRows).fill(0x01000193);
  for (const column of columns) {
    const words = wordsOf(column);
    for (let i = 0; i < numRows; ++i) {
      const first = words[2 * i]!;
      const second = words[2 * i + 1]!;
      const a = imul(low[i]! ^ first, 0x01000193);
      const b = imul(high[i]! ^ (first >>> 15) ^ (first << 17), 0x85ebca6b) ^ a;
      low[i] = imul(a ^ second, 0x01000193);
      high[i] = imul(b ^ (second >>> 15) ^ (second << 17), 0x85ebca6b) ^ low[i]!;
    }
  }
  const hashes = new Float64Array(numRows);
  for (let i = 0; i < numRows; ++i) hashes[i] = (high[i]! & 0x1fffff) * 2 ** 32 + low[i]!;
  return hashes;
}

/** The bits of a column's cells as doubles, two words each. */
function wordsOf(column: Column): Uint32Array {
  const { buffer, byteOffset, length } =
    column.kind === 'number' ? column.values : new Float64Array(column.codes);
  return new Uint32Array(buffer, byteOffset, 2 * length);
}

/** How many rows of `held` stand in `seen` too, cell for cell. */
export function countRepeats(seen: Table, held: Table): number {
  const hashes = rowHashes(held);
  // An open hash table of the held rows, the fewer, and which of them were seen.
  const numSlots = 2 ** Math.ceil(Math.log2(2 * hashes.length + 1));
  const slots = new Float64Array(numSlots).fill(-1);
  const wasSeen = new Uint8Array(numSlots);
  for (const hash of hashes) slots[slotOf(slots, hash)] = hash;
  for (const hash of rowHashes(seen)) {
    const slot = slotOf(slots, hash);
    if (slots[slot] === hash) wasSeen[slot] = 1;
  }
  return hashes.reduce((count, hash) => count + wasSeen[slotOf(slots, hash)]!, 0);
}

/** The first of all rows that are equal in every cell and in the label. */
export function distinctRows(table: Table, labels: Uint8Array): Uint32Array {
  const seen = [new Set<number>(), new Set<number>()];
  const hashes = rowHashes(table);
  return Uint32Array.from(labels.keys()).filter(row => {
    const known = seen[labels[row]!]!;
    const isNew = !known.has(hashes[row]!);
    if (isNew) known.add(hashes[row]!);
    return isNew;
  });
}

/** Where a hash stands, or would stand. */
function slotOf(slots: Float64Array, hash: number): number {
  const mask = slots.length - 1;
  let slot = hash & mask;
  while (slots[slot]! >= 0 && slots[slot] !== hash) slot = (slot + 1) & mask;
  return slot;
}

/** Rows that occur in both parts make the estimate look better than it is. */
export function repeatWarnings({
  numRepeats,
  numValidation
}: {
  readonly numRepeats: number;
  readonly numValidation: number;
}): string[] {
  if (numRepeats === 0) return [];
  const share = ((100 * numRepeats) / numValidation).toFixed(1);
  return [`${numRepeats} of the validation rows (${share}%) also occur among the training rows`];
}
