/** Two sigmoids at once: src/exp.ts in lanes. */
// @ts-ignore: decorator
@inline
export function sigmoids(scores: v128): v128 {
  let x = f64x2.neg(scores);
  x = f64x2.max(f64x2.splat(-700), f64x2.min(f64x2.splat(700), x));
  const round = f64x2.splat(6755399441055744);
  const k = f64x2.sub(f64x2.add(f64x2.mul(x, f64x2.splat(1.4426950408889634)), round), round);
  let r = f64x2.sub(x, f64x2.mul(k, f64x2.splat(6.9314718036912381649e-1)));
  r = f64x2.sub(r, f64x2.mul(k, f64x2.splat(1.90821492927058770002e-10)));
  let p = f64x2.splat(1.0 / 6227020800.0);
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(1.0 / 479001600.0));
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(1.0 / 39916800.0));
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(1.0 / 3628800.0));
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(1.0 / 362880.0));
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(1.0 / 40320.0));
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(1.0 / 5040.0));
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(1.0 / 720.0));
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(1.0 / 120.0));
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(1.0 / 24.0));
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(1.0 / 6.0));
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(0.5));
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(1));
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(1));
  // 2^k by its bits: k + round holds k in its lowest bits
  const bits = i64x2.sub(f64x2.add(k, round), i64x2.splat(0x4338000000000000));
  const power = i64x2.shl(i64x2.add(bits, i64x2.splat(1023)), 52);
  const one = f64x2.splat(1);
  return f64x2.div(one, f64x2.add(one, f64x2.mul(p, power)));
}
