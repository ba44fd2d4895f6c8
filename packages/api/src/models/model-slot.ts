import { EspalierError } from '@espalier/core';
import type { ContractName, ModelVersion } from './model-version.ts';

/** A model's name and contract, read from its files even when they are damaged. */
export interface ModelIdentity {
  readonly name: string;
  readonly contract: ContractName;
}

/** Where a model is loaded from, for example a folder. */
export interface ModelSource {
  /** Shown in messages. */
  readonly label: string;
  /** Open and verify the model. Errors: E_BUNDLE_MISSING, E_BUNDLE_DAMAGED naming the file. */
  readonly open: () => Promise<ModelVersion>;
  readonly identify: () => Promise<ModelIdentity>;
  /** Changes whenever the source does; compare to detect updates. */
  readonly stamp: () => Promise<string>;
}

/** Holds the version that is served, or the reason why there is none. Its name can change on reload. */
export interface ModelSlot extends ModelIdentity {
  readonly label: string;
  /** The version that is served; undefined when none is. */
  readonly ready: () => ModelVersion | undefined;
  /** The version that is served; throws E_MODEL_UNAVAILABLE with the reason when none is. */
  readonly current: () => ModelVersion;
  /** Why no version is served; undefined when one is. */
  readonly failure: () => EspalierError | undefined;
  /** Open the source again and switch to it; on failure keep the current version and throw. */
  readonly reload: () => Promise<ModelVersion>;
  readonly stamp: () => Promise<string>;
}

/**
 * Open a source for the first time. A damaged model leaves the slot empty until a reload; a missing one throws.
 * `check` can throw to refuse an opened version.
 */
export async function openModelSlot(
  source: ModelSource,
  check: (model: ModelVersion) => void = () => undefined
): Promise<ModelSlot> {
  let model: ModelVersion | undefined;
  let failure: EspalierError | undefined;
  let identity: ModelIdentity | undefined;
  const load = async (): Promise<ModelVersion> => {
    let opened: ModelVersion;
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
    get name() {
      return identity!.name;
    },
    get contract() {
      return identity!.contract;
    },
    ready: () => model,
    current() {
      if (model !== undefined) return model;
      throw new EspalierError(
        'E_MODEL_UNAVAILABLE',
        failure?.message ?? `Cannot score with ${source.label}`,
        'Fix the bundle, then call POST /model/reload',
        { cause: failure }
      );
    },
    failure: () => failure,
    // Sequential: the version opened last is the one served.
    reload: () => {
      const next = last.then(load);
      last = next.catch(() => undefined);
      return next;
    },
    stamp: source.stamp
  };
}
