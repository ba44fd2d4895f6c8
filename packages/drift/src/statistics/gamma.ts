const { abs, exp, log, PI, sin } = Math;

/** Lanczos' coefficients for g = 7 (Godfrey 2001). */
const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313,
  -176.61502916214059, 12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6,
  1.5056327351493116e-7
] as const;

/** The logarithm of the gamma function of a positive number. */
export function logGamma(x: number): number {
  if (x < 0.5) return log(PI / sin(PI * x)) - logGamma(1 - x);
  const [first, ...rest] = LANCZOS;
  let total: number = first;
  for (const [i, coefficient] of rest.entries()) total += coefficient / (x + i);
  const t = x + 6.5;
  return 0.5 * log(2 * PI) + (x - 0.5) * log(t) - t + log(total);
}

const EPSILON = 1e-16;
const STEPS = 100_000;

/**
 * The regularised upper incomplete gamma function Q(a, x): a series below a + 1, a continued fraction above it (Press et
 * al. 2007, 6.2). P(chi-square with k degrees of freedom > x) is Q(k / 2, x / 2).
 */
export function gammaTail(a: number, x: number): number {
  if (x <= 0) return 1;
  const scale = exp(a * log(x) - x - logGamma(a));
  return x < a + 1 ? 1 - scale * lowerSeries(a, x) : scale * upperFraction(a, x);
}

function lowerSeries(a: number, x: number): number {
  let term = 1 / a;
  let total = term;
  for (let n = 1; n < STEPS && abs(term) > abs(total) * EPSILON; ++n) {
    term *= x / (a + n);
    total += term;
  }
  return total;
}

/** Lentz's method. */
function upperFraction(a: number, x: number): number {
  const tiny = 1e-300;
  let b = x + 1 - a;
  let c = 1 / tiny;
  let d = 1 / b;
  let h = d;
  for (let n = 1; n < STEPS; ++n) {
    const an = -n * (n - a);
    b += 2;
    d = an * d + b;
    if (abs(d) < tiny) d = tiny;
    c = b + an / c;
    if (abs(c) < tiny) c = tiny;
    d = 1 / d;
    const step = d * c;
    h *= step;
    if (abs(step - 1) < EPSILON * 4) break;
  }
  return h;
}
