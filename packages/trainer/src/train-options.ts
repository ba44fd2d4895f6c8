import type { CommonOptions } from '@espalier/cli';
import type { Overrides } from './fit/settings.ts';
import type { SpecOptions } from './spec/resolve-spec.ts';

export interface TrainOptions extends CommonOptions, Overrides, SpecOptions {
  readonly outdir: string;
  readonly trials?: number;
  /** Seconds. */
  readonly timeBudget?: number;
  readonly maxScoreUs?: number;
  readonly replay?: string;
  readonly allow?: readonly string[];
}
