import { EspalierError } from '@espalier/core';
import type { Log } from '../log.ts';
import type { ModelSlot } from '../models/model-slot.ts';
import type { Models } from '../models/models.ts';

/** Poll every model's files and reload on change. Returns a stop function. */
export async function watchModels(models: Models, everyMs: number, log: Log): Promise<() => void> {
  const slots = models.all.flatMap(({ slot, canary, shadow }) =>
    [slot, canary?.slot, shadow?.slot].filter(found => found !== undefined)
  );
  const stamps = new Map<ModelSlot, string>();
  for (const slot of slots) stamps.set(slot, await slot.stamp());
  let isPolling = false;
  const poll = async (): Promise<void> => {
    for (const slot of slots) {
      const stamp = await slot.stamp();
      if (stamp === stamps.get(slot)) continue;
      stamps.set(slot, stamp);
      await reload(slot, log);
    }
  };
  const timer = setInterval(() => {
    if (isPolling) return;
    isPolling = true;
    void poll().finally(() => {
      isPolling = false;
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
    const reason = error instanceof EspalierError ? error.message : 'the model cannot be opened';
    log.warn({ source: slot.label, reason }, 'model not reloaded, keeping the current version');
  }
}
