import type { Column } from '@espalier/core';

/** A slot number for each row: rows of one slot are taken together. */
export interface Slots {
  /** One per row. */
  readonly slotOf: Uint32Array;
  readonly numSlots: number;
}

/** The cells of a column by value: numbers ascend, and the last slot of a column holds its empty cells. */
export function slotsByValue(column: Column): Slots {
  if (column.kind === 'category') {
    // Two more, for undeclared levels and empty cells.
    const numSlots = column.levels.length + 2;
    return {
      slotOf: Uint32Array.from(column.codes, code => (code < 0 ? numSlots + code : code)),
      numSlots
    };
  }
  const { values } = column;
  const sorted = values.filter(value => !Number.isNaN(value)).sort();
  let numDistinct = 0;
  for (let i = 0; i < sorted.length; ++i)
    if (i === 0 || sorted[i] !== sorted[i - 1]) sorted[numDistinct++] = sorted[i]!;
  const slotOf = new Uint32Array(values.length);
  for (let row = 0; row < values.length; ++row) {
    const value = values[row]!;
    slotOf[row] = Number.isNaN(value) ? numDistinct : placeOf(sorted, numDistinct, value);
  }
  return { slotOf, numSlots: numDistinct + 1 };
}

/** The place of a value among the first `count` of ascending ones, which hold it. */
function placeOf(sorted: Float64Array, count: number, value: number): number {
  let low = 0;
  let high = count - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Neighbouring slots joined until each holds `minRows`; a slot with that many stays alone, and so does the last one. */
export function slotsByRange({ slotOf, numSlots }: Slots, minRows: number): Slots {
  const counts = new Float64Array(numSlots);
  for (const slot of slotOf) counts[slot]! += 1;
  const rangeOf = new Uint32Array(numSlots);
  let range = 0;
  let held = 0;
  for (let slot = 0; slot < numSlots; ++slot) {
    const isAlone = counts[slot]! >= minRows || slot === numSlots - 1;
    if (held > 0 && (isAlone || held >= minRows)) {
      ++range;
      held = 0;
    }
    rangeOf[slot] = range;
    held += counts[slot]!;
    if (isAlone) {
      ++range;
      held = 0;
    }
  }
  return { slotOf: slotOf.map(slot => rangeOf[slot]!), numSlots: range + 1 };
}

/** A slot for each combination of two columns' slots. */
export function pairSlots(a: Slots, b: Slots): Slots {
  return {
    slotOf: a.slotOf.map((slot, row) => slot * b.numSlots + b.slotOf[row]!),
    numSlots: a.numSlots * b.numSlots
  };
}
