import type { Bundle } from '@espalier/bundle';
import type { Comparison } from './compare.ts';
import type { Appended, HistoryLine } from './history.ts';
import type { Measured } from './measure.ts';
import type { Operation } from './operation.ts';

/** All that a run found out. */
export interface Evaluated {
  readonly bundle: Bundle;
  readonly inputs: readonly string[];
  readonly measured: Measured;
  readonly comparison: readonly Comparison[];
  /** What makes the comparison with training less than it seems. */
  readonly caveats: readonly string[];
  readonly operation: Operation;
  readonly line: HistoryLine;
  readonly appended: { readonly path: string; readonly outcome: Appended } | undefined;
  readonly gate: { readonly roc_auc: number; readonly isMet: boolean } | undefined;
}
