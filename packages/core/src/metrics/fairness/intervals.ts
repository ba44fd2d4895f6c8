import { Z_95 } from '../interval.ts';

const { max, min, sqrt } = Math;

export type Interval = [low: number, high: number];

/** 95 % interval of a share (Wilson 1927); null of nothing. */
export function wilsonInterval(part: number, whole: number): Interval | null {
  if (whole === 0) return null;
  const share = part / whole;
  const scale = 1 + (Z_95 * Z_95) / whole;
  const centre = (share + (Z_95 * Z_95) / (2 * whole)) / scale;
  const half =
    (Z_95 / scale) * sqrt((share * (1 - share)) / whole + (Z_95 * Z_95) / (4 * whole * whole));
  // At the ends the formula gives 0 and 1, but for rounding.
  return [part === 0 ? 0 : max(0, centre - half), part === whole ? 1 : min(1, centre + half)];
}

/**
 * 95 % interval of a ROC-AUC (Hanley and McNeil 1982), cut at 0 and 1. Null for an area of 0 or 1: there the
 * formula gives no width, however few the rows.
 */
export function hanleyMcNeilInterval(
  area: number,
  numPositives: number,
  numNegatives: number
): Interval | null {
  if (area === 0 || area === 1) return null;
  const square = area * area;
  const twoPositives = area / (2 - area) - square;
  const twoNegatives = (2 * square) / (1 + area) - square;
  const variance =
    (area * (1 - area) + (numPositives - 1) * twoPositives + (numNegatives - 1) * twoNegatives) /
    (numPositives * numNegatives);
  const half = Z_95 * sqrt(variance);
  return [max(0, area - half), min(1, area + half)];
}
