import type {
  FairnessGroup,
  FairnessGrouping,
  FairnessMeasures,
  FairnessRows
} from '../../contracts/fairness.ts';
import { type Column, selectLabels } from '../../table.ts';
import { groupColumn, type Grouping, intersect, OTHER_GROUP, rowsByGroup } from './groups.ts';
import { measureRows } from './measure-rows.ts';
import { isSmall } from './small.ts';

export type GroupMeasures = Pick<FairnessMeasures, 'overall' | 'columns' | 'intersections'>;

/** How decisions treat the groups of every sensitive column, and of every pair of them. All arguments are of the same rows. */
export function measureFairness(
  labels: Uint8Array,
  decisions: Uint8Array,
  columns: readonly Column[],
  probabilities: Float64Array
): GroupMeasures {
  checkLengths(labels, decisions, columns, probabilities);
  const groupings = columns.map(column => ({ name: column.name, ...groupColumn(column) }));
  const measure = (grouping: Grouping): FairnessGrouping =>
    measureGroups(labels, decisions, probabilities, grouping);
  return {
    overall: measureRows(labels, decisions, probabilities),
    columns: Object.fromEntries(groupings.map(grouping => [grouping.name, measure(grouping)])),
    intersections: pairsOf(groupings).map(([a, b]) => ({
      columns: [a.name, b.name],
      ...measure(intersect(a, b))
    }))
  };
}

function checkLengths(
  labels: Uint8Array,
  decisions: Uint8Array,
  columns: readonly Column[],
  probabilities: Float64Array
): void {
  const numRows = labels.length;
  if (decisions.length !== numRows || probabilities.length !== numRows)
    throw new RangeError(
      `Cannot compare ${numRows} labels with ${decisions.length} decisions and ${probabilities.length} probabilities`
    );
  for (const column of columns) {
    const { length } = column.kind === 'number' ? column.values : column.codes;
    if (length !== numRows)
      throw new RangeError(`Cannot group ${numRows} rows by "${column.name}": it has ${length}`);
  }
}

function pairsOf<T>(items: readonly T[]): [T, T][] {
  return items.flatMap((a, i) => items.slice(i + 1).map((b): [T, T] => [a, b]));
}

function measureGroups(
  labels: Uint8Array,
  decisions: Uint8Array,
  probabilities: Float64Array,
  grouping: Grouping
): FairnessGrouping {
  const measured = rowsByGroup(grouping).map(rows =>
    measureRows(
      selectLabels(labels, rows),
      Uint8Array.from(rows, row => decisions[row]!),
      Float64Array.from(rows, row => probabilities[row]!)
    )
  );
  const at = largestOf(grouping);
  const groups = measured.map((rows, i) => ({
    group: grouping.names[i]!,
    ...rows,
    small: isSmall(rows),
    difference: differenceOf(rows, measured[at]!)
  }));
  return {
    largest: grouping.names[at] ?? null,
    demographic_parity_difference: spreadOf(groups, 'selection_rate'),
    equal_opportunity_difference: spreadOf(groups, 'tpr'),
    groups
  };
}

/** Groups come largest first; "(other)" pools many groups, so nothing is compared with it unless it is the only one. */
function largestOf({ names }: Grouping): number {
  return names[0] === OTHER_GROUP && names.length > 1 ? 1 : 0;
}

function differenceOf(of: FairnessRows, to: FairnessRows): FairnessGroup['difference'] {
  return {
    selection_rate: minus(of.selection_rate, to.selection_rate),
    tpr: minus(of.tpr, to.tpr)
  };
}

function minus(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : a - b;
}

/** Largest minus smallest over all groups, small ones too. As in Fairlearn, a group without positives counts as a TPR of 0. */
function spreadOf(
  groups: readonly FairnessRows[],
  metric: 'selection_rate' | 'tpr'
): number | null {
  const values = groups.map(group => group[metric] ?? 0);
  return values.length === 0 ? null : Math.max(...values) - Math.min(...values);
}
