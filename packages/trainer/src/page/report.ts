import { type DatasetSpec, type Metrics } from '@espalier/core/contracts';
import { type Trained } from '../train.ts';

/** What the page is made of. */
export interface TrainReport {
  /** As the person gave it: levels that it does not declare are values of rows. */
  readonly spec: DatasetSpec;
  readonly trained: Trained;
  readonly metrics: Metrics;
}
