import { EspalierError, present } from '@espalier/core';
import type { Canary } from './canary.ts';
import { type ModelSlot, type ModelSource, openModelSlot } from './model-slot.ts';
import type { ModelVersion } from './model-version.ts';
import type { Shadow } from './shadow.ts';

/** A served model, with its canary and its shadow if it has them. */
export interface ModelEndpoint {
  readonly slot: ModelSlot;
  readonly canary?: Canary;
  readonly shadow?: Shadow;
}

/** The models of a server; the first also answers at the root. */
export interface Models {
  readonly all: readonly ModelEndpoint[];
  readonly first: ModelEndpoint;
  /** Find a model by name; throws E_MODEL_UNKNOWN. */
  readonly find: (name: string) => ModelEndpoint;
  /** Reload a model, its canary and its shadow. */
  readonly reload: (endpoint: ModelEndpoint) => Promise<ModelVersion>;
}

/** Look up the canary and the shadow for a model name. */
export interface Companions {
  readonly canaryOf?: (name: string) => Canary | undefined;
  readonly shadowOf?: (name: string) => Shadow | undefined;
}

/** Open every source. Errors: those of the sources; E_USAGE if two models share a name. */
export async function openModels(
  sources: readonly ModelSource[],
  { canaryOf, shadowOf }: Companions = {}
): Promise<Models> {
  const all: ModelEndpoint[] = [];
  for (const [i, source] of sources.entries()) {
    const check = (model: ModelVersion): void => {
      const twin = all.find(({ slot }, j) => j !== i && slot.name === model.name);
      if (twin !== undefined) throw sameName(model.name);
    };
    const slot = await openModelSlot(source, check);
    const { name } = slot;
    if (all.some(other => other.slot.name === name)) throw sameName(name);
    const canary = canaryOf?.(name);
    const shadow = shadowOf?.(name);
    all.push({ slot, ...present({ canary, shadow }) });
  }
  return {
    all,
    first: all[0]!,
    find(name) {
      const found = all.find(({ slot }) => slot.name === name);
      if (found !== undefined) return found;
      throw new EspalierError(
        'E_MODEL_UNKNOWN',
        'Cannot find the model: no model has that name',
        'GET /models lists the models'
      );
    },
    async reload(endpoint) {
      const model = await endpoint.slot.reload();
      // Each is tried, whatever becomes of the others.
      const failures: unknown[] = [];
      for (const slot of slotsOf(endpoint).slice(1))
        await slot.reload().catch((error: unknown) => failures.push(error));
      if (failures.length > 0) throw failures[0];
      return model;
    }
  };
}

/** The slots of an endpoint: its own, then those of its canary and its shadow. */
export function slotsOf({ slot, canary, shadow }: ModelEndpoint): ModelSlot[] {
  return [slot, ...[canary?.slot, shadow?.slot].filter(other => other !== undefined)];
}

/** A check that refuses versions of another model than the first one. */
export function requireSameName(flag: string): (model: ModelVersion) => void {
  let first: string | undefined;
  return ({ name }) => {
    first ??= name;
    if (name !== first)
      throw new EspalierError(
        'E_USAGE',
        `Cannot use "${name}" as the ${flag} of "${first}": it is a different model`,
        `Put a version of "${first}" in that folder`
      );
  };
}

function sameName(name: string): EspalierError {
  return new EspalierError(
    'E_USAGE',
    `Cannot serve two models named "${name}": each needs its own name`,
    'Serve only one of them, or retrain one under a different name'
  );
}
