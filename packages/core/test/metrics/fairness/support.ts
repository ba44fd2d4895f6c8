import { type CategoryColumn, type Column, MISSING } from '../../../src/table.ts';
import type { Fairness } from '../../../src/contracts/fairness.ts';
import { describeFairness } from '../../../src/metrics/fairness/describe.ts';

/** A column of the given cells; its levels stand in order of appearance, null is missing. */
export function categoryOf(name: string, cells: readonly (string | null)[]): CategoryColumn {
  const levels = [...new Set(cells.filter(cell => cell !== null))];
  const codes = Int32Array.from(cells, cell => (cell === null ? MISSING : levels.indexOf(cell)));
  return { kind: 'category', name, levels, codes };
}

/** Rows of a group: how many positives and negatives there are, and how many of each are selected. */
export interface Counts {
  readonly positives: number;
  readonly found: number;
  readonly negatives: number;
  readonly alarms: number;
}

export interface Rows {
  readonly labels: Uint8Array;
  readonly probabilities: Float64Array;
  readonly cells: string[];
}

/** Rows with exactly these counts. */
export function rowsOf(groups: Readonly<Record<string, Counts>>): Rows {
  const rows = Object.entries(groups).flatMap(([group, counts]) => [
    ...Array.from({ length: counts.positives }, (_, i) => [group, 1, i < counts.found] as const),
    ...Array.from({ length: counts.negatives }, (_, i) => [group, 0, i < counts.alarms] as const)
  ]);
  return {
    labels: Uint8Array.from(rows, ([, label]) => label),
    probabilities: Float64Array.from(rows, ([, , isSelected]) => (isSelected ? 0.75 : 0.25)),
    cells: rows.map(([group]) => group)
  };
}

/** 1 for a probability of at least the threshold. */
export function decide(probabilities: Float64Array, threshold: number): Uint8Array {
  return Uint8Array.from(probabilities, p => (p >= threshold ? 1 : 0));
}

/** The value of fairness.json where one threshold is served. */
export function describeAt(
  labels: Uint8Array,
  probabilities: Float64Array,
  columns: readonly Column[],
  threshold = 0.5
): Fairness {
  const decisions = decide(probabilities, threshold);
  return describeFairness(labels, probabilities, columns, { threshold }, decisions);
}
