import { EspalierError } from '@espalier/core';
import { type Canary } from './canary.ts';
import { type ModelSlot, type ModelSource, openModelSlot } from './model-slot.ts';
import { type ServedModel } from './served-model.ts';
import { type Shadow } from './shadow.ts';

/** A model with what runs beside it. */
export interface Served {
  readonly slot: ModelSlot;
  readonly canary?: Canary;
  readonly shadow?: Shadow;
}

/** The models of a server; the first is at the root too. */
export interface Models {
  readonly all: readonly Served[];
  readonly first: Served;
  /** The model of that name, or E_MODEL_UNKNOWN. */
  readonly find: (name: string) => Served;
  /** Open every source of a model again. */
  readonly reload: (served: Served) => Promise<ServedModel>;
}

/** What runs beside the models of a name. */
export interface Companions {
  readonly canaryOf?: (name: string) => Canary | undefined;
  readonly shadowOf?: (name: string) => Shadow | undefined;
}

/** Open every source. Errors: those of the sources; E_USAGE for two models of one name. */
export async function openModels(
  sources: readonly ModelSource[],
  { canaryOf, shadowOf }: Companions = {}
): Promise<Models> {
  const all: Served[] = [];
  for (const [i, source] of sources.entries()) {
    const check = (model: ServedModel): void => {
      const twin = all.find(({ slot }, j) => j !== i && slot.identity().name === model.name);
      if (twin !== undefined) throw sameName(model.name);
    };
    const slot = await openModelSlot(source, check);
    const { name } = slot.identity();
    if (all.some(other => other.slot.identity().name === name)) throw sameName(name);
    const canary = canaryOf?.(name);
    const shadow = shadowOf?.(name);
    all.push({
      slot,
      ...(canary === undefined ? {} : { canary }),
      ...(shadow === undefined ? {} : { shadow })
    });
  }
  return {
    all,
    first: all[0]!,
    find(name) {
      const found = all.find(({ slot }) => slot.identity().name === name);
      if (found !== undefined) return found;
      throw new EspalierError(
        'E_MODEL_UNKNOWN',
        'Cannot find a model of that name',
        'GET /models lists the models'
      );
    },
    async reload({ slot, canary, shadow }) {
      const model = await slot.reload();
      await canary?.slot.reload();
      await shadow?.slot.reload();
      return model;
    }
  };
}

function sameName(name: string): EspalierError {
  return new EspalierError(
    'E_USAGE',
    `Cannot serve two models of the name "${name}"`,
    'Serve one of them, or train it under another name'
  );
}
