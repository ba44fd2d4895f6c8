/** Writes the gradient at `x` into `gradient` and gives the value. */
export type Objective = (x: Float64Array, gradient: Float64Array) => number;

export interface Minimum {
  readonly x: Float64Array;
  readonly value: number;
  readonly iterations: number;
}

/** How many past steps stand for the curvature. */
const MEMORY = 10;
const SUFFICIENT_DECREASE = 1e-4;
const MAX_HALVINGS = 40;

interface Update {
  readonly step: Float64Array;
  readonly change: Float64Array;
  readonly rho: number;
}

/**
 * Minimise a smooth convex function by L-BFGS (Liu and Nocedal 1989) with backtracking, until no component of the gradient
 * is over `tolerance` or no further decrease can be had in floating point.
 */
export function minimize(
  objective: Objective,
  start: Float64Array,
  tolerance: number,
  maxIterations = 500
): Minimum {
  const n = start.length;
  let x = Float64Array.from(start);
  let gradient = new Float64Array(n);
  let value = objective(x, gradient);
  const updates: Update[] = [];
  let iterations = 0;
  for (; iterations < maxIterations && largest(gradient) > tolerance; ++iterations) {
    const direction = descent(gradient, updates);
    const slope = dot(direction, gradient);
    const next = backtrack(
      objective,
      x,
      value,
      direction,
      slope,
      iterations === 0 ? 1 / Math.max(1, Math.sqrt(-slope)) : 1
    );
    if (next === undefined) break;
    const step = minus(next.x, x);
    const change = minus(next.gradient, gradient);
    const curvature = dot(step, change);
    if (curvature > 1e-14 * dot(change, change)) {
      updates.push({ step, change, rho: 1 / curvature });
      if (updates.length > MEMORY) updates.shift();
    }
    ({ x, value, gradient } = next);
  }
  return { x, value, iterations };
}

/** The two-loop recursion (Nocedal and Wright, Numerical Optimization, algorithm 7.4), negated. */
function descent(gradient: Float64Array, updates: readonly Update[]): Float64Array {
  const q = Float64Array.from(gradient);
  const alphas: number[] = [];
  for (const { step, change, rho } of updates.toReversed()) {
    const alpha = rho * dot(step, q);
    addScaled(-alpha, change, q);
    alphas.unshift(alpha);
  }
  const last = updates.at(-1);
  const scale = last === undefined ? 1 : 1 / (last.rho * dot(last.change, last.change));
  for (let i = 0; i < q.length; ++i) q[i]! *= scale;
  updates.forEach(({ step, change, rho }, i) => {
    addScaled(alphas[i]! - rho * dot(change, q), step, q);
  });
  return q.map(component => -component);
}

interface Point {
  readonly x: Float64Array<ArrayBuffer>;
  readonly value: number;
  readonly gradient: Float64Array<ArrayBuffer>;
}

function backtrack(
  objective: Objective,
  x: Float64Array,
  value: number,
  direction: Float64Array,
  slope: number,
  firstStep: number
): Point | undefined {
  let size = firstStep;
  for (let halving = 0; halving < MAX_HALVINGS; ++halving, size /= 2) {
    const candidate = Float64Array.from(x);
    addScaled(size, direction, candidate);
    const gradient = new Float64Array(x.length);
    const found = objective(candidate, gradient);
    if (found <= value + SUFFICIENT_DECREASE * size * slope && found < value)
      return { x: candidate, value: found, gradient };
  }
  return undefined;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; ++i) sum += a[i]! * b[i]!;
  return sum;
}

function minus(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((value, i) => value - b[i]!);
}

function addScaled(scale: number, from: Float64Array, to: Float64Array): void {
  for (let i = 0; i < to.length; ++i) to[i]! += scale * from[i]!;
}

function largest(values: Float64Array): number {
  let found = 0;
  for (const value of values) found = Math.max(found, Math.abs(value));
  return found;
}
