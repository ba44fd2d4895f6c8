import type { FAMILY_NAMES } from '@espalier/core/names';
import { EspalierError } from '@espalier/core';
import type { Constraints } from './constraints.ts';
import type { FitInput, Fitted, TrainedFamily } from './family.ts';
import { fitGbdt } from './gbdt.ts';
import { fitLogistic } from './logistic.ts';
import { fitMlp } from './mlp/fit.ts';
import { loadTensorflow } from './mlp/tensorflow.ts';

/** Training's half of a family; scoring's half lies in the bundle. A new family is a row in both tables. */
export const TRAINERS = {
  logistic: fitLogistic,
  gbdt: fitGbdt,
  mlp: fitMlp
} as const satisfies Record<TrainedFamily, (input: FitInput) => Fitted | Promise<Fitted>>;

/** Errors: E_SPEC_INVALID where the family cannot keep the constraints of the spec: before any row is read. */
export function checkConstraints(
  name: (typeof FAMILY_NAMES)[number],
  constraints: Constraints | undefined
): void {
  if (name === 'mlp' && constraints !== undefined)
    throw new EspalierError(
      'E_SPEC_INVALID',
      'Cannot train mlp with monotone or interactions: a dense network mixes all its inputs and cannot promise either',
      'Pass --family gbdt, logistic or auto, or take monotone and train.interactions out of the dataset spec'
    );
}

/** E_FAMILY_UNAVAILABLE where the family needs a package that is not installed: before any row is read. */
export async function checkFamily(name: (typeof FAMILY_NAMES)[number]): Promise<void> {
  if (name === 'mlp') await loadTensorflow();
}
