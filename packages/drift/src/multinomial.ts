import { normal, type Random } from '@espalier/core';

const { floor, max, min, round, sqrt } = Math;

/** Above this many expected hits and misses the normal approximation is near enough. */
const LARGE = 30;

/** How often an event of probability `p` happens in `n` trials; exact for few expected hits, near it for many. */
export function binomial(n: number, p: number, random: Random): number {
  if (p > 0.5) return n - binomial(n, 1 - p, random);
  if (n <= 0 || p <= 0) return 0;
  const mean = n * p;
  if (mean < LARGE) return invert(n, p, random());
  return min(max(round(mean + sqrt(mean * (1 - p)) * normal(random)), 0), n);
}

/** Walk up the distribution until it holds `u`. */
function invert(n: number, p: number, u: number): number {
  const odds = p / (1 - p);
  let probability = (1 - p) ** n;
  let k = 0;
  for (let left = u - probability; left >= 0 && k < n; left -= probability) {
    ++k;
    probability *= (odds * (n - k + 1)) / k;
    // Beyond the mean the terms only fall; what rounding left over is in the far tail.
    if (probability < 1e-18 && k > n * p) break;
  }
  return k;
}

/** Draw `n` rows into bins of the given shares. */
export function multinomial(
  n: number,
  shares: Float64Array,
  random: Random,
  out: Float64Array
): Float64Array {
  let rows = floor(n);
  let rest = 1;
  for (let i = 0; i < shares.length; ++i) {
    const share = shares[i]!;
    const drawn = rest > share ? binomial(rows, share / rest, random) : rows;
    out[i] = drawn;
    rows -= drawn;
    rest -= share;
  }
  // The shares add up to 1 but for rounding.
  const last = out.length - 1;
  if (rows > 0) out[last] = out[last]! + rows;
  return out;
}
