// Elementary functions of our own: Math.exp and Math.log may differ in the last bit between engines, and a model
// must not. The wasm kernels repeat exp() operation by operation.

export const LOG2E = 1.4426950408889634;
export const LN2_HIGH = 0.6931471803691238;
export const LN2_LOW = 1.9082149292705877e-10;
/** Added and taken away again: rounds to the nearest integer, ties to even. */
const ROUND = 6755399441055744;
const LIMIT = 700;

/** 1 / n! for n = 0 .. 13. */
export const FACTORS = [
  1,
  1,
  1 / 2,
  1 / 6,
  1 / 24,
  1 / 120,
  1 / 720,
  1 / 5040,
  1 / 40320,
  1 / 362880,
  1 / 3628800,
  1 / 39916800,
  1 / 479001600,
  1 / 6227020800
] as const;
const [F0, F1, F2, F3, F4, F5, F6, F7, F8, F9, F10, F11, F12, F13] = FACTORS;

/** 2^k for k = -1022 .. 1023, at k + 1022. */
const POWERS = new Float64Array(2046).fill(1);
for (let k = 1; k < 1024; ++k) {
  POWERS[1022 + k] = POWERS[1021 + k] * 2;
  if (k < 1023) POWERS[1022 - k] = POWERS[1023 - k] / 2;
}

/** e^x for |x| <= 700, clamped beyond: Taylor's series (in Estrin's order) on |r| <= ln 2 / 2, times 2^k. */
export function exp(x: number): number {
  x = x < -LIMIT ? -LIMIT : x > LIMIT ? LIMIT : x;
  const k = x * LOG2E + ROUND - ROUND;
  const r = x - k * LN2_HIGH - k * LN2_LOW;
  const r2 = r * r;
  const r4 = r2 * r2;
  const low = F0 + F1 * r + (F2 + F3 * r) * r2 + (F4 + F5 * r + (F6 + F7 * r) * r2) * r4;
  const high = F8 + F9 * r + (F10 + F11 * r) * r2 + (F12 + F13 * r) * r4;
  return (low + high * (r4 * r4)) * POWERS[k + 1022];
}

/** The probability of a raw score (log-odds). */
export function sigmoid(score: number): number {
  return 1 / (1 + exp(-score));
}

/** Natural logarithm of a normal, positive, finite number. */
export function log(x: number): number {
  let k = 0;
  while (x >= Math.SQRT2) {
    x *= 0.5;
    ++k;
  }
  while (x < Math.SQRT1_2) {
    x *= 2;
    --k;
  }
  const s = (x - 1) / (x + 1);
  const t = s * s;
  let p = 1 / 21;
  for (let i = 19; i > 0; i -= 2) p = p * t + 1 / i;
  return k * LN2_HIGH + (2 * s * p + k * LN2_LOW);
}

/** Log loss of one row with label 1 at raw score `margin`, or label 0 at -margin. */
export function logLoss(margin: number): number {
  return margin > 0 ? log(1 + exp(-margin)) : -margin + log(1 + exp(margin));
}
