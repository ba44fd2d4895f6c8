import { EspalierError } from '@espalier/core';
import type { Log } from '../log.ts';
import type { ModelSlot } from '../models/model-slot.ts';
import { type Models, slotsOf } from '../models/models.ts';

/** Longest pause between two attempts to open files that were refused and have not changed since. */
const MAX_PAUSE_MS = 30_000;
/** While files change, reading them again may take this share of the time. */
const READING_SHARE = 0.1;

export interface WatchOptions {
  readonly everyMs: number;
  readonly elapsed: () => number;
  readonly log: Log;
}

/** The state of the files of a model between two polls. */
interface Watched {
  readonly slot: ModelSlot;
  /** The stamp at the last poll. */
  seen: string | undefined;
  /** The stamp of the last refused attempt. */
  refused: string | undefined;
  /** When files that changed after a refusal may be read, although they still change. */
  changedAfter: number;
  /** When files that did not change after a refusal are read again. */
  retryAfter: number;
  pause: number;
  /** Problems that were logged since the last success. */
  readonly warned: Set<string>;
}

/** Poll every model's files and reload on change, until it succeeds. Returns a stop function. */
export function watchModels(models: Models, options: WatchOptions): () => void {
  const watched = models.all.flatMap(slotsOf).map((slot): Watched => {
    const refusal = slot.history().refusal;
    return {
      slot,
      seen: undefined,
      refused: undefined,
      changedAfter: 0,
      retryAfter: 0,
      pause: options.everyMs,
      // The start has told it.
      warned: new Set(refusal === undefined ? [] : [refusal.message])
    };
  });
  let isPolling = false;
  const timer = setInterval(() => {
    if (isPolling) return;
    isPolling = true;
    void pollAll(watched, options).finally(() => {
      isPolling = false;
    });
  }, options.everyMs);
  return () => {
    clearInterval(timer);
  };
}

async function pollAll(watched: readonly Watched[], options: WatchOptions): Promise<void> {
  for (const one of watched) await poll(one, options);
}

async function poll(watched: Watched, options: WatchOptions): Promise<void> {
  const { slot } = watched;
  const stamp = await slot.stamp();
  const isQuiet = stamp === watched.seen;
  watched.seen = stamp;
  if (stamp === slot.servedStamp() && slot.history().refusal === undefined) return;
  const now = options.elapsed();
  const isTried = stamp === watched.refused;
  if (isTried ? now < watched.retryAfter : !isQuiet && now < watched.changedAfter) return;
  try {
    const isNew = await slot.refresh();
    watched.refused = undefined;
    watched.changedAfter = 0;
    watched.warned.clear();
    const { name, version } = slot.current();
    if (isNew) options.log.info({ model: name, version }, 'model reloaded');
  } catch (error) {
    const end = options.elapsed();
    watched.pause = isTried ? nextPause(watched.pause, options.everyMs) : options.everyMs;
    watched.refused = stamp;
    watched.changedAfter = end + (end - now) / READING_SHARE;
    watched.retryAfter = end + watched.pause;
    warn(watched, error, options.log);
  }
}

function nextPause(pause: number, everyMs: number): number {
  return Math.min(2 * pause, Math.max(MAX_PAUSE_MS, everyMs));
}

/** Log each problem once until the files can be opened. */
function warn({ slot, warned }: Watched, error: unknown, log: Log): void {
  const { code, reason } =
    error instanceof EspalierError
      ? { code: error.code, reason: error.message }
      : { code: 'E_INTERNAL', reason: 'the model cannot be opened' };
  if (warned.has(reason)) return;
  warned.add(reason);
  log.warn(
    { model: slot.name, source: slot.label, code, reason },
    slot.ready() === undefined
      ? 'model not loaded; it is tried again'
      : 'model not reloaded, keeping the current version; it is tried again'
  );
}
