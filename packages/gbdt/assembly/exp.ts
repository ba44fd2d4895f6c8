// src/exp.ts, two rows at a time. The constants come from memory: engines would build each f64 constant anew, in
// three instructions, at each use.

/** f64 words at `constants`: log2(e), ln 2 in two parts, 1 / n! for n = 0 .. 13. */
// @ts-ignore: decorator
@inline
function constant(constants: usize, index: usize): v128 {
  return v128.load64_splat(constants + (index << 3));
}

/** a + b x */
// @ts-ignore: decorator
@inline
function line(a: v128, b: v128, x: v128): v128 {
  return f64x2.add(a, f64x2.mul(b, x));
}

/** Two sigmoids at once. */
// @ts-ignore: decorator
@inline
export function sigmoids(scores: v128, constants: usize): v128 {
  let x = f64x2.neg(scores);
  x = f64x2.pmax(f64x2.pmin(x, f64x2.splat(700)), f64x2.splat(-700));
  const round = f64x2.splat(6755399441055744);
  const shifted = f64x2.add(f64x2.mul(x, constant(constants, 0)), round);
  const k = f64x2.sub(shifted, round);
  let r = f64x2.sub(x, f64x2.mul(k, constant(constants, 1)));
  r = f64x2.sub(r, f64x2.mul(k, constant(constants, 2)));
  const r2 = f64x2.mul(r, r);
  const r4 = f64x2.mul(r2, r2);
  const f01 = line(constant(constants, 3), constant(constants, 4), r);
  const f23 = line(constant(constants, 5), constant(constants, 6), r);
  const f45 = line(constant(constants, 7), constant(constants, 8), r);
  const f67 = line(constant(constants, 9), constant(constants, 10), r);
  const f89 = line(constant(constants, 11), constant(constants, 12), r);
  const fab = line(constant(constants, 13), constant(constants, 14), r);
  const fcd = line(constant(constants, 15), constant(constants, 16), r);
  const low = line(line(f01, f23, r2), line(f45, f67, r2), r4);
  const high = line(line(f89, fab, r2), fcd, r4);
  const p = line(low, high, f64x2.mul(r4, r4));
  // 2^k by its bits: the lowest bits of `shifted` hold k
  const bits = i64x2.sub(shifted, i64x2.splat(0x4338000000000000));
  const power = i64x2.shl(i64x2.add(bits, i64x2.splat(1023)), 52);
  const one = constant(constants, 3);
  return f64x2.div(one, f64x2.add(one, f64x2.mul(p, power)));
}
