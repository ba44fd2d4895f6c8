import { columnOf, createRecoder, type Table } from '@espalier/core';
import type { Decision } from '@espalier/core/contracts';

/** Decide 1 for each row whose probability reaches the threshold of its group, or the overall one. */
export type Decider = (table: Table, probabilities: Float64Array) => Uint8Array;

export function createDecider({ threshold, group_thresholds: ofGroups }: Decision): Decider {
  if (ofGroups === undefined)
    return (_, probabilities) => Uint8Array.from(probabilities, p => (p >= threshold ? 1 : 0));
  const groups = Object.keys(ofGroups.thresholds);
  const thresholds = Object.values(ofGroups.thresholds);
  const recode = createRecoder(groups);
  return (table, probabilities) => {
    const column = columnOf(table, ofGroups.column);
    if (column.kind !== 'category')
      throw new RangeError(
        `Cannot decide by "${ofGroups.column}": it holds numbers, expected categories`
      );
    const codes = recode(column);
    return Uint8Array.from(probabilities, (p, i) =>
      p >= (thresholds[codes[i]!] ?? threshold) ? 1 : 0
    );
  };
}

/** The sensitive column that the thresholds depend on, with its groups. */
export function groupsOf({
  group_thresholds: ofGroups
}: Decision): { readonly column: string; readonly levels: readonly string[] } | undefined {
  return ofGroups && { column: ofGroups.column, levels: Object.keys(ofGroups.thresholds) };
}
