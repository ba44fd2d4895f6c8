import { FAMILIES, type Family, isFamily, type Model } from '@espalier/bundle';
import { type Progress } from '@espalier/cli';
import { EspalierError, type FAMILY_NAMES, type Pipeline, type Random } from '@espalier/core';
import { type Importance } from '../importances.ts';
import { type Splitting } from '../split/index.ts';
import { fitGbdt } from './gbdt.ts';
import { fitLogistic } from './logistic.ts';

export interface FitInput {
  /** One column of n values a feature of the pipeline, in the family's style. */
  readonly features: readonly Float64Array[];
  readonly pipeline: Pipeline;
  /** n labels, 0 or 1. */
  readonly labels: Uint8Array;
  /** n finite weights >= 0, some of each class over 0; absent = 1 for every row. */
  readonly weights?: Float64Array | undefined;
  /** How rows are set aside to choose by. */
  readonly splitting: Splitting;
  readonly random: Random;
  readonly progress: Progress;
}

export interface Fitted<M extends Model = Model> {
  readonly model: M;
  readonly importances: readonly Importance[];
}

/** Training's half of a family; scoring's half lies in the bundle. A new family is a row in both tables. */
export const TRAINERS = { logistic: fitLogistic, gbdt: fitGbdt } as const satisfies Record<
  Family,
  (input: FitInput) => Fitted | Promise<Fitted>
>;

/** The family of that name, `auto` for the best of all, or E_FAMILY_UNAVAILABLE. */
export function familyNamed(name: (typeof FAMILY_NAMES)[number]): Family | 'auto' {
  if (name === 'auto' || isFamily(name)) return name;
  throw new EspalierError(
    'E_FAMILY_UNAVAILABLE',
    `Cannot train the family "${name}": this version has ${Object.keys(FAMILIES).join(', ')}`,
    'Name one of these with --family, or auto for the best of them'
  );
}
