import { type Bundle } from '@espalier/bundle';
import { EspalierError } from '@espalier/core';

/** Where a model comes from: a folder today, a registry's alias later. */
export interface BundleSource {
  /** What a person calls it. */
  readonly label: string;
  open(): Promise<Bundle>;
}

/** The model that is served, or why there is none. */
export interface ModelSlot {
  /** The bundle, or E_MODEL_UNAVAILABLE with the reason. */
  current(): Bundle;
  /** Why no model is served, if none is. */
  failure(): EspalierError | undefined;
  /** Open the source again and switch, or keep what is there and throw why. */
  reload(): Promise<Bundle>;
}

/** Open a source for the first time. A damaged bundle leaves the slot empty until a reload; one that is absent throws. */
export async function openModelSlot(
  source: BundleSource,
  check: (bundle: Bundle) => void
): Promise<ModelSlot> {
  let bundle: Bundle | undefined;
  let failure: EspalierError | undefined;
  const load = async (): Promise<Bundle> => {
    let opened: Bundle;
    try {
      opened = await source.open();
      check(opened);
    } catch (error) {
      if (bundle === undefined && error instanceof EspalierError) failure = error;
      throw error;
    }
    bundle = opened;
    failure = undefined;
    return opened;
  };
  try {
    await load();
  } catch (error) {
    if (!(error instanceof EspalierError) || error.code !== 'E_BUNDLE_DAMAGED') throw error;
  }
  return {
    current() {
      if (bundle !== undefined) return bundle;
      throw new EspalierError(
        'E_MODEL_UNAVAILABLE',
        failure?.message ?? `Cannot score with ${source.label}`,
        'Mend the bundle and call POST /model/reload',
        { cause: failure }
      );
    },
    failure: () => failure,
    reload: load
  };
}
