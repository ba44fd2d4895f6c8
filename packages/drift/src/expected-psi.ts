import { type Random } from '@espalier/core';
import { createDeal } from './deals.ts';
import { type ColumnPair, sum } from './pair.ts';

/** Rows that every filled bin must expect on the smaller side for the formula to be near. */
const ENOUGH = 10;
const DRAWS = 300;

/**
 * The mean PSI of samples of these sizes without drift: (bins - 1) (1/n + 1/m), as n m / (n + m) PSI is chi-square (Yurdakul
 * 2018); where bins are thin, the mean over random deals of the rows.
 */
export function expectedPsi(pair: ColumnPair, random: Random): number {
  const n = sum(pair.reference);
  const m = sum(pair.fresh);
  const filled = pair.reference
    .map((count, i) => count + pair.fresh[i]!)
    .filter(count => count > 0);
  if (filled.length < 2) return 0;
  const thinnest = filled.reduce((least, count) => Math.min(least, count), Infinity);
  if ((thinnest * Math.min(n, m)) / (n + m) >= ENOUGH) return (filled.length - 1) * (1 / n + 1 / m);
  const deal = createDeal(pair, random);
  let total = 0;
  for (let i = 0; i < DRAWS; ++i) total += deal();
  return total / DRAWS;
}
