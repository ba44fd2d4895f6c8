import type { Decision } from '@espalier/core/contracts';
import { formatValue } from '@espalier/report';

/** The decision in two words: one threshold, or one for each group. */
export function thresholdWords(decision: Decision, threshold: number): string {
  return decision.group_thresholds === undefined
    ? `threshold ${formatValue(threshold)}`
    : 'thresholds by group';
}
