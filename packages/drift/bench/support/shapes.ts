import { type Column, normal, type Random } from '@espalier/core';

/** Draws the cell of a number column, or the code of a level. */
export interface Shape {
  readonly kind: 'number' | 'category';
  readonly draw: (random: Random) => number;
  /** Of a category. */
  readonly numLevels?: number;
}

const number = (draw: Shape['draw']): Shape => ({ kind: 'number', draw });
const exponential = (random: Random): number => -50 * Math.log(1 - random());

export const gaussian = (mean = 0, spread = 1): Shape =>
  number(random => mean + spread * normal(random));
export const cauchy = (centre = 0): Shape =>
  number(random => centre + Math.tan(Math.PI * (random() - 0.5)));
/** Zeros with a probability, else amounts. */
export const zeros = (share: number, scale = 1): Shape =>
  number(random => (random() < share ? 0 : scale * exponential(random)));
export const flag = (share: number): Shape => number(random => (random() < share ? 1 : 0));
export const constant = (value: number): Shape => number(() => value);
export const values = (...shares: readonly number[]): Shape =>
  number(random => pick(shares, random));
/** Whole numbers of which no ten are all. */
export const counts = (mean: number): Shape =>
  number(random => Math.floor(-mean * Math.log(1 - random())));
export const missing = (share: number): Shape =>
  number(random => (random() < share ? NaN : normal(random)));
/** Levels of falling frequency, one of them with so much more. */
export const levels = (numLevels: number, more = 0): Shape => {
  const weights = Array.from({ length: numLevels }, (_, i) => 1 / (i + 2));
  const total = weights.reduce((a, b) => a + b, 0);
  const shares = weights.map((weight, i) => (weight / total) * (1 - more) + (i === 5 ? more : 0));
  return { kind: 'category', numLevels, draw: random => pick(shares, random) };
};

function pick(shares: readonly number[], random: Random): number {
  let left = random();
  const at = shares.findIndex(share => (left -= share) < 0);
  return at < 0 ? shares.length - 1 : at;
}

export function drawColumn(name: string, shape: Shape, numRows: number, random: Random): Column {
  const cells = Float64Array.from({ length: numRows }, () => shape.draw(random));
  if (shape.kind === 'number') return { kind: 'number', name, values: cells };
  const names = Array.from({ length: shape.numLevels! }, (_, i) => `level ${i}`);
  return { kind: 'category', name, levels: names, codes: Int32Array.from(cells) };
}
