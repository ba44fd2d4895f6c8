import type { Model } from '@espalier/bundle';
import type { Progress } from '@espalier/cli';
import type { Random } from '@espalier/core';
import type { Pipeline, TrainParams } from '@espalier/core/contracts';
import type { FAMILY_NAMES } from '@espalier/core/names';
import type { Constraints } from './constraints.ts';
import type { Splitting } from '../split/split.ts';

export interface FitInput {
  /** A column of n values for each feature of the pipeline, in the family's style. */
  readonly features: readonly Float64Array[];
  readonly pipeline: Pipeline;
  /** n labels, 0 or 1. */
  readonly labels: Uint8Array;
  /** n finite weights >= 0, some of each class over 0; absent means 1 for every row. */
  readonly weights?: Float64Array | undefined;
  /** The way to set rows aside to choose by. */
  readonly splitting: Splitting;
  /** Parameters that are fixed, by family. */
  readonly params?: TrainParams | undefined;
  /** How the features may act on the probability. */
  readonly constraints?: Constraints | undefined;
  readonly random: Random;
  readonly progress: Progress;
}

export interface Fitted<M extends Model = Model> {
  readonly model: M;
  /** Loss saved by the splits on each feature; trees only. */
  readonly gains?: readonly number[];
}

/** Families that can be trained. */
export type TrainedFamily = Exclude<(typeof FAMILY_NAMES)[number], 'auto'>;
