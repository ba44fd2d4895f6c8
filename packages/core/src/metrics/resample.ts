import type { Random } from '../random.ts';

/** Sixteen bits choose a Poisson count: three counts for one random number. */
const TABLE_SIZE = 65536;

/**
 * Draws how often each row is in a bootstrap sample, which is multinomial: Poisson counts of a rate a little under one, in
 * the order of the rows, then single draws until there are as many as rows.
 */
export function createResampler(numRows: number, random: Random): (out: Uint8Array) => void {
  // Four standard deviations under the number of rows: next to never too many.
  const table = poissonTable(Math.max(0, 1 - 4 / Math.sqrt(numRows)));
  return out => {
    let missing = -1;
    while (missing < 0) missing = numRows - fillPoisson(out, table, random);
    for (let i = 0; i < missing; ++i) ++out[Math.floor(random() * numRows)]!;
  };
}

function fillPoisson(
  out: Uint8Array, // out: a count per row
  table: Uint8Array,
  random: Random
): number {
  const n = out.length;
  let total = 0;
  for (let i = 0; i < n; i += 3) {
    const bits = random() * 2 ** 48;
    const low = bits | 0;
    const first = table[low & 0xffff]!;
    const second = i + 1 < n ? table[low >>> 16]! : 0;
    const third = i + 2 < n ? table[(bits / 2 ** 32) | 0]! : 0;
    // Beyond the end a write has no effect.
    out[i] = first;
    out[i + 1] = second;
    out[i + 2] = third;
    total += first + second + third;
  }
  return total;
}

/** The count of every draw: the inverse of the distribution function. */
function poissonTable(rate: number): Uint8Array {
  const table = new Uint8Array(TABLE_SIZE);
  let count = 0;
  let term = Math.exp(-rate);
  let sum = term;
  for (let i = 0; i < TABLE_SIZE; ++i) {
    while ((i + 0.5) / TABLE_SIZE > sum && term > 0) {
      term *= rate / ++count;
      sum += term;
    }
    table[i] = count;
  }
  return table;
}
