import type { Column } from '@espalier/core';
import type { TradeOff } from '@espalier/core/contracts';
import { measureFairness } from '@espalier/core/metrics';

interface Assessed {
  readonly decisions: Uint8Array;
  readonly probabilities: Float64Array;
  readonly evaluation: Pick<TradeOff, 'roc_auc' | 'accuracy'>;
}

/** How good a decision is, and how far apart it puts the groups of a column. */
export function tradeOff(
  labels: Uint8Array,
  { decisions, probabilities, evaluation: { roc_auc, accuracy } }: Assessed,
  column: Column
): TradeOff {
  const { columns } = measureFairness(labels, decisions, [column], probabilities);
  const { demographic_parity_difference, equal_opportunity_difference } = columns[column.name]!;
  return {
    roc_auc,
    accuracy,
    demographic_parity_difference: demographic_parity_difference ?? 0,
    equal_opportunity_difference: equal_opportunity_difference ?? 0
  };
}
