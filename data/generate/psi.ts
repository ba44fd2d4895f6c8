import type { Cell } from './csv.ts';

const FLOOR = 1e-6;

/** The population stability index of one column: deciles of the reference, or its levels. */
export function psi(reference: readonly Cell[], fresh: readonly Cell[]): number {
  const binOf = typeof reference[0] === 'number' ? decilesOf(reference as number[]) : String;
  const before = sharesOf(reference.map(binOf));
  const after = sharesOf(fresh.map(binOf));
  let sum = 0;
  for (const bin of new Set([...before.keys(), ...after.keys()])) {
    const p = Math.max(FLOOR, before.get(bin) ?? 0);
    const q = Math.max(FLOOR, after.get(bin) ?? 0);
    sum += (q - p) * Math.log(q / p);
  }
  return sum;
}

/** Bins [a, b) between the deciles, the outer ones open; equal deciles are one. */
function decilesOf(values: readonly number[]): (value: Cell) => string {
  const sorted = values.toSorted((a, b) => a - b);
  const edges = [1, 2, 3, 4, 5, 6, 7, 8, 9].map(tenth => {
    const at = (tenth / 10) * (sorted.length - 1);
    const low = sorted[Math.floor(at)]!;
    return low + (at - Math.floor(at)) * (sorted[Math.ceil(at)]! - low);
  });
  const distinct = [...new Set(edges)];
  return value => String(distinct.filter(edge => Number(value) >= edge).length);
}

function sharesOf(bins: readonly string[]): Map<string, number> {
  const shares = new Map<string, number>();
  for (const bin of bins) shares.set(bin, (shares.get(bin) ?? 0) + 1 / bins.length);
  return shares;
}
