import { type Column } from '@espalier/core';
import { type TradeOff } from '@espalier/core/contracts';
import { type Evaluation } from '../evaluate/evaluate.ts';
import { measureFairness } from '../fairness/index.ts';

/** How good a decision is, and how far apart it puts the groups of a column. */
export function tradeOff(
  labels: Uint8Array,
  decisions: Uint8Array,
  { roc_auc, accuracy }: Pick<Evaluation, 'roc_auc' | 'accuracy'>,
  column: Column
): TradeOff {
  // Decisions of 0 and 1 are what fairness is measured of at any threshold.
  const { columns } = measureFairness(labels, Float64Array.from(decisions), [column]);
  const { demographic_parity_difference, equal_opportunity_difference } = columns[column.name]!;
  return {
    roc_auc,
    accuracy,
    demographic_parity_difference: demographic_parity_difference ?? 0,
    equal_opportunity_difference: equal_opportunity_difference ?? 0
  };
}
