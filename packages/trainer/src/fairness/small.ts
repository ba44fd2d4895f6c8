import { type FairnessRows } from '@espalier/core/contracts';

/** A group with fewer than these is too small to tell anything of. */
const ENOUGH = { rows: 30, positives: 10, negatives: 10 } as const;

/** The rule, for a sentence. */
export const SMALL_RULE = `under ${ENOUGH.rows} rows, ${ENOUGH.positives} positives or ${ENOUGH.negatives} negatives`;

export function isSmall({ rows, positives }: Pick<FairnessRows, 'rows' | 'positives'>): boolean {
  return rows < ENOUGH.rows || positives < ENOUGH.positives || rows - positives < ENOUGH.negatives;
}
