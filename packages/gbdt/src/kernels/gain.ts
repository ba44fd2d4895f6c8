/** The gradient sum after L1 regularisation. */
export function shrink(g: number, lambdaL1: number): number {
  return g > lambdaL1 ? g - lambdaL1 : g < -lambdaL1 ? g + lambdaL1 : 0;
}

/** Twice the loss that a free leaf saves. h + lambdaL2 must not be 0. */
export function leafGain(g: number, h: number, lambdaL1: number, lambdaL2: number): number {
  const s = shrink(g, lambdaL1);
  return (s * s) / (h + lambdaL2);
}

/** The best output of a leaf within its bounds. */
export function leafOutput(
  g: number,
  h: number,
  lambdaL1: number,
  lambdaL2: number,
  lower: number,
  upper: number
): number {
  const free = -shrink(g, lambdaL1) / (h + lambdaL2);
  return free < lower ? lower : free > upper ? upper : free;
}

/** Twice the loss that a leaf with this output saves. */
export function outputGain(
  g: number,
  h: number,
  lambdaL1: number,
  lambdaL2: number,
  output: number
): number {
  return -(2 * shrink(g, lambdaL1) * output + (h + lambdaL2) * output * output);
}
