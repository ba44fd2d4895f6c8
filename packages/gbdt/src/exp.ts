// Elementary functions of our own: Math.exp and Math.log may differ in the last bit between engines, and a model
// must not. The wasm kernels repeat exp() operation by operation.

const LOG2E = 1.4426950408889634;
const LN2_HIGH = 6.9314718036912381649e-1;
const LN2_LOW = 1.90821492927058770002e-10;
/** Added and taken away again: rounds to the nearest integer, ties to even. */
const ROUND = 6755399441055744;
const LIMIT = 700;

/** 2^k for k = -1022 .. 1023, at k + 1022. */
const POWERS = new Float64Array(2046).fill(1);
for (let k = 1; k < 1024; ++k) {
  POWERS[1022 + k] = POWERS[1021 + k] * 2;
  if (k < 1023) POWERS[1022 - k] = POWERS[1023 - k] / 2;
}

/** e^x for |x| <= 700, clamped beyond; relative error below 3e-16. */
export function exp(x: number): number {
  x = x < -LIMIT ? -LIMIT : x > LIMIT ? LIMIT : x;
  const k = x * LOG2E + ROUND - ROUND;
  const r = x - k * LN2_HIGH - k * LN2_LOW;
  let p = 1 / 6227020800;
  p = p * r + 1 / 479001600;
  p = p * r + 1 / 39916800;
  p = p * r + 1 / 3628800;
  p = p * r + 1 / 362880;
  p = p * r + 1 / 40320;
  p = p * r + 1 / 5040;
  p = p * r + 1 / 720;
  p = p * r + 1 / 120;
  p = p * r + 1 / 24;
  p = p * r + 1 / 6;
  p = p * r + 0.5;
  p = p * r + 1;
  p = p * r + 1;
  return p * POWERS[k + 1022];
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
