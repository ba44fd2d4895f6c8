import type { FairnessRows } from '../../contracts/fairness.ts';

/** A group below any of these is too small to judge: its interval is wider than the gaps that are looked for. */
const MIN_GROUP = { rows: 30, positives: 10, negatives: 10 } as const;

/** The rule as part of a sentence. */
export const SMALL_RULE = `under ${MIN_GROUP.rows} rows, ${MIN_GROUP.positives} positives or ${MIN_GROUP.negatives} negatives`;

/** Has the group too few rows to judge it by? */
export function isSmall({ rows, positives }: Pick<FairnessRows, 'rows' | 'positives'>): boolean {
  return (
    rows < MIN_GROUP.rows ||
    positives < MIN_GROUP.positives ||
    rows - positives < MIN_GROUP.negatives
  );
}
