import { EspalierError } from '@espalier/core';
import type { ContractName, ModelVersion } from './model-version.ts';
import { createReloadHistory, type ReloadHistory } from './reload-history.ts';

/** A model's name and contract, read from its files even when they are damaged. */
export interface ModelIdentity {
  readonly name: string;
  readonly contract: ContractName;
}

/** An opened version and the state of the source that it was opened from. */
export interface Opened {
  readonly model: ModelVersion;
  /** The source's stamp, the same before and after reading. */
  readonly stamp: string;
  /** Equal for two openings that read the same contents. */
  readonly digest: string;
}

/** Where a model is loaded from, for example a folder. */
export interface ModelSource {
  /** Shown in messages. */
  readonly label: string;
  /** Open and verify the model. Errors: E_BUNDLE_MISSING, E_BUNDLE_DAMAGED naming the file. */
  readonly open: () => Promise<Opened>;
  readonly identify: () => Promise<ModelIdentity>;
  /** Changes whenever the source does; compare to detect updates. */
  readonly stamp: () => Promise<string>;
  readonly now: () => Date;
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
  /** reload(), but keep a version whose contents are unchanged; returns whether it was replaced. */
  readonly refresh: () => Promise<boolean>;
  readonly history: () => ReloadHistory;
  readonly stamp: () => Promise<string>;
  /** The stamp of the version that is served; undefined when none is. */
  readonly servedStamp: () => string | undefined;
}

/**
 * Open a source for the first time. A damaged model leaves the slot empty until a reload; a missing one throws.
 * `check` can throw to refuse an opened version.
 */
export async function openModelSlot(
  source: ModelSource,
  check: (model: ModelVersion) => void = () => undefined
): Promise<ModelSlot> {
  let served: Opened | undefined;
  let failure: EspalierError | undefined;
  let identity: ModelIdentity | undefined;
  const history = createReloadHistory(source.now);
  /** Open the source; returns whether the version was replaced. */
  const load = async (isKept: (opened: Opened) => boolean): Promise<boolean> => {
    let opened: Opened;
    try {
      opened = await source.open();
      check(opened.model);
    } catch (error) {
      if (served === undefined && error instanceof EspalierError) failure = error;
      history.refused(error);
      throw error;
    }
    if (isKept(opened)) {
      served = { ...opened, model: served!.model };
      history.unchanged();
      return false;
    }
    served = opened;
    identity = opened.model;
    failure = undefined;
    history.loaded();
    return true;
  };
  try {
    await load(() => false);
  } catch (error) {
    if (!(error instanceof EspalierError) || error.code !== 'E_BUNDLE_DAMAGED') throw error;
    identity = await source.identify();
  }
  history.start();
  // Sequential: the version opened last is the one served.
  let last: Promise<unknown> = Promise.resolve();
  const queue = (isKept: (opened: Opened) => boolean): Promise<boolean> => {
    const next = last.then(() => load(isKept));
    last = next.catch(() => undefined);
    return next;
  };
  return {
    label: source.label,
    get name() {
      return identity!.name;
    },
    get contract() {
      return identity!.contract;
    },
    ready: () => served?.model,
    current() {
      if (served !== undefined) return served.model;
      throw new EspalierError(
        'E_MODEL_UNAVAILABLE',
        failure?.message ?? `Cannot score with ${source.label}`,
        'Fix the bundle, then call POST /model/reload',
        { cause: failure }
      );
    },
    failure: () => failure,
    async reload() {
      await queue(() => false);
      return served!.model;
    },
    refresh: () => queue(({ digest }) => digest === served?.digest),
    history: history.read,
    stamp: source.stamp,
    servedStamp: () => served?.stamp
  };
}
