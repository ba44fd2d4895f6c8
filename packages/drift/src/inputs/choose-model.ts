import type { Bundle } from '@espalier/bundle';
import { EspalierError, present } from '@espalier/core';
import type { ModelIdentity } from '@espalier/core/contracts';
import type { Input } from './open-input.ts';

/** The models behind a comparison. */
export interface ComparedModels {
  /** The one that the report is about: of the new side, else of the reference. */
  readonly model?: ModelIdentity;
  /** That of the reference, where it is another version: scores of the two are not comparable. */
  readonly referenceModel?: ModelIdentity;
}

/** Find the models of both sides; tables are scored by `bundle`. Errors: E_MODEL_MISMATCH for models of two names. */
export function chooseModels(
  reference: Input,
  fresh: Input,
  bundle: Bundle | undefined
): ComparedModels {
  const ofBundle = bundle && identityOf(bundle);
  const before = modelOf(reference) ?? ofBundle;
  const model = modelOf(fresh) ?? ofBundle ?? before;
  for (const other of [before, ofBundle]) {
    if (model === undefined || other === undefined || other.name === model.name) continue;
    throw new EspalierError(
      'E_MODEL_MISMATCH',
      `Cannot compare "${fresh.name}" with "${reference.name}": one is of the model "${model.name}", the other of "${other.name}"`,
      'Pass two sources of one model, or tables instead of bundles and profiles'
    );
  }
  const isOther = before !== undefined && before.content_sha256 !== model?.content_sha256;
  return present({ model, referenceModel: isOther ? before : undefined });
}

function modelOf(input: Input): ModelIdentity | undefined {
  if (input.kind === 'bundle') return identityOf(input.bundle);
  return input.kind === 'profile' ? input.profile.model : undefined;
}

function identityOf({ manifest: { name, version, content_sha256 } }: Bundle): ModelIdentity {
  return { name, version, content_sha256 };
}
