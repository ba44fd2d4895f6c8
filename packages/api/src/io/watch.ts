import { EspalierError } from '@espalier/core';
import { type Log } from '../log.ts';
import { type ModelSlot } from '../models/model-slot.ts';
import { type Models } from '../models/models.ts';

/** Look at the files of every model from time to time, and reload what changed. Gives what ends it. */
export async function watchModels(models: Models, everyMs: number, log: Log): Promise<() => void> {
  const slots = models.all.flatMap(({ slot, canary, shadow }) =>
    [slot, canary?.slot, shadow?.slot].filter(found => found !== undefined)
  );
  const stamps = new Map<ModelSlot, string>();
  for (const slot of slots) stamps.set(slot, await slot.stamp());
  let isLooking = false;
  const look = async (): Promise<void> => {
    for (const slot of slots) {
      const stamp = await slot.stamp();
      if (stamp === stamps.get(slot)) continue;
      stamps.set(slot, stamp);
      await reload(slot, log);
    }
  };
  const timer = setInterval(() => {
    if (isLooking) return;
    isLooking = true;
    void look().finally(() => {
      isLooking = false;
    });
  }, everyMs);
  return () => {
    clearInterval(timer);
  };
}

async function reload(slot: ModelSlot, log: Log): Promise<void> {
  try {
    const { name, version } = await slot.reload();
    log.info({ model: name, version }, 'model reloaded');
  } catch (error) {
    const reason = error instanceof EspalierError ? error.message : 'it cannot be opened';
    log.warn({ source: slot.label, reason }, 'model not reloaded: the one before stays');
  }
}
