import type { CategoryColumn } from '@espalier/core';
import type { Decision, EqualizedRate } from '@espalier/core/contracts';
import { isSmall } from '@espalier/core/metrics';
import type { OutOfFoldScores } from '../fit/fitted.ts';

/**
 * A threshold for each group, so that every group has the selection rate, or the TPR, of all rows at `threshold` (Hardt,
 * Price and Srebro 2016). A group that is too small to judge keeps `threshold`. `column` is that of the training rows.
 */
export function groupThresholds(
  { rows, labels, probabilities, weights }: OutOfFoldScores,
  column: CategoryColumn,
  threshold: number,
  equalize: EqualizedRate
): NonNullable<Decision['group_thresholds']> {
  const counts = (at: number): boolean => equalize === 'selection_rate' || labels[at] === 1;
  const weigh = (places: readonly number[]): number =>
    weights === undefined ? places.length : places.reduce((sum, at) => sum + weights[at]!, 0);
  const all = [...rows.keys()].filter(counts);
  const chosen = all.filter(at => probabilities[at]! >= threshold);
  const target = all.length === 0 ? 0 : weigh(chosen) / weigh(all);
  const thresholds = column.levels.flatMap((level, code): [string, number][] => {
    const members = [...rows.keys()].filter(at => column.codes[rows[at]!] === code);
    const positives = members.filter(at => labels[at] === 1).length;
    if (isSmall({ rows: members.length, positives })) return [];
    const ascending = members.filter(counts).sort((a, b) => probabilities[a]! - probabilities[b]!);
    const scores = ascending.map(at => probabilities[at]!);
    return [[level, thresholdOf(scores, numChosen(ascending, target * weigh(ascending)))]];
  });
  return { column: column.name, thresholds: Object.fromEntries(thresholds) };

  /** As many of the highest as weigh most nearly `wanted`. */
  function numChosen(ascending: readonly number[], wanted: number): number {
    if (weights === undefined) return Math.round(wanted);
    let count = 0;
    let sum = 0;
    for (const at of ascending.toReversed()) {
      if (sum + weights[at]! / 2 > wanted) break;
      sum += weights[at]!;
      ++count;
    }
    return count;
  }
}

/** The threshold that so many of ascending probabilities reach: half-way between the last that does and the next. */
function thresholdOf(ascending: readonly number[], numChosen: number): number {
  const lowest = ascending[ascending.length - numChosen] ?? 1;
  const next = ascending[ascending.length - numChosen - 1] ?? 0;
  return (lowest + next) / 2;
}
