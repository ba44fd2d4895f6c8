const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
/** A double holds a whole number of so many digits, and a power of ten that it holds divides it with one rounding. */
const EXACT_DIGITS = 15;
/** Two doubles hold one of so many. */
const MOST_DIGITS = 19;
const LOW_DIGITS = 9;
const POWERS = Float64Array.from({ length: MOST_DIGITS + 1 }, (_, i) => Number(`1e${i}`));
/** What else is a number to DuckDB and to JavaScript alike, and no more than that. */
const NUMBER = /^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d{1,3})?$/;

/**
 * Read the number between byte `start` and the next stop into values[at]: the double that is nearest to it, NaN where nothing
 * stands there. Gives the place of the stop, -1 if the cell has to be read with care.
 */
export function readPlainNumber(
  bytes: Buffer,
  start: number,
  isStop: Uint8Array, // 1 for each byte that ends a cell, 0 for the others
  values: Float64Array, // out
  at: number
): number {
  const isNegative = bytes[start] === MINUS;
  const first = isNegative ? start + 1 : start;
  let i = first;
  let digits = 0;
  for (let d = bytes[i]! - ZERO; d >= 0 && d <= 9; d = bytes[++i]! - ZERO) digits = 10 * digits + d;
  let numDigits = i - first;
  let numDecimals = 0;
  if (bytes[i] === POINT) {
    const point = i;
    for (let d = bytes[++i]! - ZERO; d >= 0 && d <= 9; d = bytes[++i]! - ZERO)
      digits = 10 * digits + d;
    numDecimals = i - point - 1;
    numDigits += numDecimals;
  }
  if (numDigits > 0 && numDigits <= EXACT_DIGITS && isStop[bytes[i]!] === 1) {
    const size = digits / POWERS[numDecimals]!;
    values[at] = isNegative ? -size : size;
    return i;
  }
  if (numDigits > EXACT_DIGITS && numDigits <= MOST_DIGITS && isStop[bytes[i]!] === 1) {
    const size = longNumber(bytes, first, numDigits, numDecimals);
    if (size !== undefined) {
      values[at] = isNegative ? -size : size;
      return i;
    }
  }
  while (isStop[bytes[i]!] === 0) ++i;
  const value = numberOf(bytes.toString('latin1', start, i));
  if (value === undefined) return -1;
  values[at] = value;
  return i;
}

/** Undefined where readers may differ. */
function numberOf(text: string): number | undefined {
  if (text === '' || text === 'nan' || text === 'NaN') return NaN;
  const value = NUMBER.test(text) ? Number(text) : Infinity;
  return Number.isFinite(value) ? value : undefined;
}

/**
 * A number of 16 to 19 digits: the whole number as the exact sum of two doubles, divided by the power of ten once, and what
 * remains once more (T. Dekker 1971). Undefined where that is too close to the middle of two doubles to tell them apart.
 */
function longNumber(
  bytes: Buffer,
  first: number,
  numDigits: number,
  numDecimals: number
): number | undefined {
  let high = 0;
  let low = 0;
  for (let i = first, left = numDigits; left > 0; ++i) {
    const digit = bytes[i]! - ZERO;
    if (bytes[i] === POINT) continue;
    if (--left >= LOW_DIGITS) high = 10 * high + digit;
    else low = 10 * low + digit;
  }
  const power = POWERS[numDecimals]!;
  const scaled = high * POWERS[LOW_DIGITS]!;
  const whole = scaled + low;
  // Both are exact: what the product and the sum lost.
  const beyond = productError(high, POWERS[LOW_DIGITS]!, scaled) + (low - (whole - scaled));
  const quotient = whole / power;
  const product = quotient * power;
  const rest = whole - product - productError(quotient, power, product) + beyond;
  const more = rest / power;
  const least = quotient + more * (1 - TOLERANCE);
  return least === quotient + more * (1 + TOLERANCE) ? least : undefined;
}

/** Far more than the error of the last division, far less than what tells doubles apart. */
const TOLERANCE = 2 ** -40;
const SPLITTER = 2 ** 27 + 1;

/** a * b - product, exactly, where `product` is their rounded product. */
function productError(a: number, b: number, product: number): number {
  const aHigh = SPLITTER * a - (SPLITTER * a - a);
  const bHigh = SPLITTER * b - (SPLITTER * b - b);
  const aLow = a - aHigh;
  const bLow = b - bHigh;
  return aLow * bLow - (product - aHigh * bHigh - aLow * bHigh - aHigh * bLow);
}
