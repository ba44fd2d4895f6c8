/** Rows that depend on each other, such as those of one customer or one day, by block. */
export interface Blocks {
  /** The block of each row. No block is on both sides. */
  readonly reference: Int32Array;
  readonly fresh: Int32Array;
  readonly numReference: number;
  readonly numFresh: number;
}

/** Number the blocks of both sides. Equal keys on one side are one block; NaN is a block of its own. */
export function createBlocks(reference: Float64Array, fresh: Float64Array): Blocks {
  const before = numberKeys(reference, 0);
  const now = numberKeys(fresh, before.count);
  return {
    reference: before.ids,
    fresh: now.ids,
    numReference: before.count,
    numFresh: now.count
  };
}

function numberKeys(keys: Float64Array, first: number): { ids: Int32Array; count: number } {
  const known = new Map<number, number>();
  let count = 0;
  const ids = Int32Array.from(keys, key => {
    const id = Number.isNaN(key) ? undefined : known.get(key);
    if (id !== undefined) return id;
    known.set(key, first + count);
    return first + count++;
  });
  return { ids, count };
}
