import { EspalierError } from '@espalier/core';
import { type ContractName, type ServedModel } from './served-model.ts';

/** What a model is called and how it is asked, as far as its files tell even when they are damaged. */
export interface ModelIdentity {
  readonly name: string;
  readonly contract: ContractName;
}

/** Where a model comes from: a folder today, a registry's alias later. */
export interface ModelSource {
  /** What a person calls it. */
  readonly label: string;
  /** The model, verified. Errors: E_BUNDLE_MISSING, E_BUNDLE_DAMAGED naming the file. */
  readonly open: () => Promise<ServedModel>;
  readonly identify: () => Promise<ModelIdentity>;
  /** A text that is another one when there is something new to open. */
  readonly stamp: () => Promise<string>;
}

/** The model that is served, or why there is none. */
export interface ModelSlot {
  readonly label: string;
  readonly identity: () => ModelIdentity;
  /** The model, or E_MODEL_UNAVAILABLE with the reason. */
  readonly current: () => ServedModel;
  /** Why no model is served, if none is. */
  readonly failure: () => EspalierError | undefined;
  /** Open the source again and switch, or keep what is there and throw why. */
  readonly reload: () => Promise<ServedModel>;
  readonly stamp: () => Promise<string>;
}

/**
 * Open a source for the first time. A damaged model leaves the slot empty until a reload; one that is absent throws.
 * `check` may refuse what a reload found.
 */
export async function openModelSlot(
  source: ModelSource,
  check: (model: ServedModel) => void = () => undefined
): Promise<ModelSlot> {
  let model: ServedModel | undefined;
  let failure: EspalierError | undefined;
  let identity: ModelIdentity | undefined;
  const load = async (): Promise<ServedModel> => {
    let opened: ServedModel;
    try {
      opened = await source.open();
      check(opened);
    } catch (error) {
      if (model === undefined && error instanceof EspalierError) failure = error;
      throw error;
    }
    model = identity = opened;
    failure = undefined;
    return opened;
  };
  try {
    await load();
  } catch (error) {
    if (!(error instanceof EspalierError) || error.code !== 'E_BUNDLE_DAMAGED') throw error;
    identity = await source.identify();
  }
  let last: Promise<unknown> = Promise.resolve();
  return {
    label: source.label,
    identity: () => identity!,
    current() {
      if (model !== undefined) return model;
      throw new EspalierError(
        'E_MODEL_UNAVAILABLE',
        failure?.message ?? `Cannot score with ${source.label}`,
        'Mend the bundle and call POST /model/reload',
        { cause: failure }
      );
    },
    failure: () => failure,
    // One after the other: what is opened last is what is served.
    reload: () => {
      const next = last.then(load);
      last = next.catch(() => undefined);
      return next;
    },
    stamp: source.stamp
  };
}
