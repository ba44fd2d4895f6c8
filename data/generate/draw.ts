import type { Random } from '../../packages/core/src/random.ts';

// Only + - * / and exp, log, sqrt, cos, and every result is rounded: the bytes are the same on every engine.

export const clamp = (x: number, low: number, high: number): number =>
  Math.min(high, Math.max(low, x));

/** Round to 1 / `perUnit`: 1 for integers, 10 for one decimal. */
export const roundTo = (x: number, perUnit: number): number => Math.round(x * perUnit) / perUnit;

export const logistic = (x: number): number => 1 / (1 + Math.exp(-x));

export const chance = (random: Random, p: number): boolean => random() < p;

export const uniform = (random: Random, low: number, high: number): number =>
  low + (high - low) * random();

export const integerUpTo = (random: Random, n: number): number => Math.floor(random() * n);

export const pickOne = <T>(random: Random, items: readonly T[]): T =>
  items[integerUpTo(random, items.length)]!;

/** Pick a key with the probability of its weight; the weights need not sum to one. */
export function pick<K extends string>(random: Random, weights: Readonly<Record<K, number>>): K {
  const keys = Object.keys(weights) as K[];
  let left = random() * keys.reduce((sum, key) => sum + weights[key], 0);
  return keys.find(key => (left -= weights[key]) < 0) ?? keys.at(-1)!;
}

/** The gamma distribution of a whole shape: a sum of exponentials. Its mean is shape * scale. */
export function gamma(random: Random, shape: number, scale: number): number {
  let sum = 0;
  for (let i = 0; i < shape; ++i) sum -= Math.log(1 - random());
  return sum * scale;
}

/** The beta distribution of whole parameters. */
export function beta(random: Random, a: number, b: number): number {
  const x = gamma(random, a, 1);
  return x / (x + gamma(random, b, 1));
}

/** Knuth's product of uniforms; fine for small means. */
export function poisson(random: Random, mean: number): number {
  const floor = Math.exp(-mean);
  let n = 0;
  for (let product = random(); product > floor; product *= random()) ++n;
  return n;
}
