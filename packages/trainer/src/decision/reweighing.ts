import type { CategoryColumn } from '@espalier/core';

/**
 * Weights that make group and label independent: P(group) P(label) / P(group, label) (Kamiran and Calders 2012, section
 * 5.2). They sum to the number of rows; empty cells are a group.
 */
export function reweigh(
  { codes }: CategoryColumn,
  labels: Uint8Array,
  weights?: Float64Array
): Float64Array {
  let total = 0;
  const ofGroup = new Map<number, number>();
  const ofLabel = [0, 0];
  const ofBoth = new Map<number, number>();
  const cell = (row: number): number => 2 * codes[row]! + labels[row]!;
  for (let row = 0; row < labels.length; ++row) {
    const weight = weights?.[row] ?? 1;
    total += weight;
    ofGroup.set(codes[row]!, (ofGroup.get(codes[row]!) ?? 0) + weight);
    ofLabel[labels[row]!]! += weight;
    ofBoth.set(cell(row), (ofBoth.get(cell(row)) ?? 0) + weight);
  }
  return Float64Array.from(labels, (label, row) => {
    const both = ofBoth.get(cell(row))!;
    // Rows of weight 0 stay without.
    return both === 0 ? 1 : (ofGroup.get(codes[row]!)! * ofLabel[label]!) / (total * both);
  });
}
