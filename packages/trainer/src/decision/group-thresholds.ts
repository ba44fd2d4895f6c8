import type { CategoryColumn } from '@espalier/core';
import type { Decision, EqualizedRate } from '@espalier/core/contracts';
import { isSmall } from '@espalier/core/metrics';
import type { OutOfFoldScores } from '../fit/fitted.ts';

/**
 * A threshold for each group, so that every group has the selection rate, or the TPR, of all rows at `threshold` (Hardt,
 * Price and Srebro 2016). A group that is too small to judge keeps `threshold`. `column` is that of the training rows.
 */
export function groupThresholds(
  { rows, labels, probabilities }: OutOfFoldScores,
  column: CategoryColumn,
  threshold: number,
  equalize: EqualizedRate
): NonNullable<Decision['group_thresholds']> {
  const counts = (at: number): boolean => equalize === 'selection_rate' || labels[at] === 1;
  const all = [...rows.keys()].filter(counts);
  const target = all.filter(at => probabilities[at]! >= threshold).length / Math.max(1, all.length);
  const thresholds = column.levels.flatMap((level, code): [string, number][] => {
    const members = [...rows.keys()].filter(at => column.codes[rows[at]!] === code);
    const positives = members.filter(at => labels[at] === 1).length;
    if (isSmall({ rows: members.length, positives })) return [];
    const scores = Float64Array.from(members.filter(counts), at => probabilities[at]!).sort();
    return [[level, thresholdOf(scores, target)]];
  });
  return { column: column.name, thresholds: Object.fromEntries(thresholds) };
}

/** The threshold that this share of ascending probabilities reaches: half-way between the last that does and the next. */
function thresholdOf(ascending: Float64Array, share: number): number {
  const numChosen = Math.round(share * ascending.length);
  const lowest = ascending[ascending.length - numChosen] ?? 1;
  const next = ascending[ascending.length - numChosen - 1] ?? 0;
  return (lowest + next) / 2;
}
