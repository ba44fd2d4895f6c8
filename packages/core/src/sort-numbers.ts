/** Below this the engine's own sort is as fast. */
const FEW = 2048;
/** Bits of a digit: its counts stay in the cache. */
const BITS = 11;
const RADIX = 1 << BITS;
const MASK = RADIX - 1;
const NUM_DIGITS = 6;

/** Ascending, in place, by their bits from the last digit to the first (radix sort): -0 before 0. No NaN among them. */
export function sortNumbers(values: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  const n = values.length;
  if (n < FEW) return values.sort();
  const words = new Uint32Array(values.buffer, values.byteOffset, 2 * n);
  let from = { low: new Uint32Array(n), high: new Uint32Array(n) };
  let to = { low: new Uint32Array(n), high: new Uint32Array(n) };
  const counts = new Uint32Array(NUM_DIGITS * RADIX);
  for (let i = 0; i < n; ++i) {
    const isNegative = words[2 * i + 1]! >>> 31 === 1;
    // In this form unsigned order is the order of the numbers.
    const low = isNegative ? ~words[2 * i]! : words[2 * i]!;
    const high = isNegative ? ~words[2 * i + 1]! : words[2 * i + 1]! ^ 0x80000000;
    from.low[i] = low;
    from.high[i] = high;
    for (let d = 0; d < NUM_DIGITS; ++d) ++counts[d * RADIX + digitOf(low, high, d)]!;
  }
  for (let d = 0; d < NUM_DIGITS; ++d) {
    const starts = counts.subarray(d * RADIX, (d + 1) * RADIX);
    if (starts.includes(n)) continue;
    let sum = 0;
    for (let digit = 0; digit < RADIX; ++digit) {
      const count = starts[digit]!;
      starts[digit] = sum;
      sum += count;
    }
    for (let i = 0; i < n; ++i) {
      const low = from.low[i]!;
      const high = from.high[i]!;
      const at = starts[digitOf(low, high, d)]!++;
      to.low[at] = low;
      to.high[at] = high;
    }
    [from, to] = [to, from];
  }
  for (let i = 0; i < n; ++i) {
    const isNegative = from.high[i]! >>> 31 === 0;
    words[2 * i] = isNegative ? ~from.low[i]! : from.low[i]!;
    words[2 * i + 1] = isNegative ? ~from.high[i]! : from.high[i]! ^ 0x80000000;
  }
  return values;
}

/** Digit d of a number of 64 bits, the least significant first. */
function digitOf(low: number, high: number, d: number): number {
  switch (d) {
    case 0:
      return low & MASK;
    case 1:
      return (low >>> BITS) & MASK;
    case 2:
      return ((low >>> (2 * BITS)) | (high << (32 - 2 * BITS))) & MASK;
    case 3:
      return (high >>> 1) & MASK;
    case 4:
      return (high >>> (1 + BITS)) & MASK;
    default:
      return high >>> (1 + 2 * BITS);
  }
}
