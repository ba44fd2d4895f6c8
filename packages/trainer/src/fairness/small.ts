import type { FairnessRows } from '@espalier/core/contracts';
import { MIN_GROUP } from '../limits.ts';

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
