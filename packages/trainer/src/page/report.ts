import type { Bundle } from '@espalier/bundle';
import type { DatasetSpec, Metrics } from '@espalier/core/contracts';
import type { Trained } from '../trained.ts';

/** Everything that the page shows. */
export interface TrainReport {
  /** As the user wrote it: levels that it does not declare are values of rows. */
  readonly spec: DatasetSpec;
  /** Name of the file with the rows. */
  readonly source?: string | undefined;
  readonly trained: Trained;
  readonly metrics: Metrics;
  /** The bundle that this one replaces in its folder. */
  readonly replaced?: Pick<Bundle, 'manifest' | 'metrics' | 'spec'> | undefined;
}
