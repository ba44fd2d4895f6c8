import { columnOf, createRecoder, type Table } from '@espalier/core';
import { type Decision } from '@espalier/core/contracts';

/** 1 for each row whose probability reaches its threshold: that of its group where it has one. */
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
        `Cannot decide by "${ofGroups.column}": it holds numbers, categories are needed`
      );
    const codes = recode(column);
    return Uint8Array.from(probabilities, (p, i) =>
      p >= (thresholds[codes[i]!] ?? threshold) ? 1 : 0
    );
  };
}

/** The sensitive column that a decision looks at, with the groups that it tells apart. */
export function groupsOf({
  group_thresholds: ofGroups
}: Decision): { readonly column: string; readonly levels: readonly string[] } | undefined {
  return ofGroups && { column: ofGroups.column, levels: Object.keys(ofGroups.thresholds) };
}
