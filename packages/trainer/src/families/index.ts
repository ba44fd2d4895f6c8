import type { FAMILY_NAMES } from '@espalier/core/names';
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

/** E_FAMILY_UNAVAILABLE where the family needs a package that is not installed: before any row is read. */
export async function checkFamily(name: (typeof FAMILY_NAMES)[number]): Promise<void> {
  if (name === 'mlp') await loadTensorflow();
}
