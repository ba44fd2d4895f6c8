import type { CategoryColumn } from '@espalier/core';

/**
 * Weights that make group and label independent: P(group) P(label) / P(group, label) (Kamiran and Calders 2012, section
 * 5.2). They sum to the number of rows; empty cells are a group.
 */
export function reweigh({ codes }: CategoryColumn, labels: Uint8Array): Float64Array {
  const numRows = labels.length;
  const ofGroup = new Map<number, number>();
  const ofLabel = [0, 0];
  const ofBoth = new Map<number, number>();
  const cell = (row: number): number => 2 * codes[row]! + labels[row]!;
  for (let row = 0; row < numRows; ++row) {
    ofGroup.set(codes[row]!, (ofGroup.get(codes[row]!) ?? 0) + 1);
    ofLabel[labels[row]!]! += 1;
    ofBoth.set(cell(row), (ofBoth.get(cell(row)) ?? 0) + 1);
  }
  return Float64Array.from(
    labels,
    (label, row) =>
      (ofGroup.get(codes[row]!)! * ofLabel[label]!) / (numRows * ofBoth.get(cell(row))!)
  );
}
