import { type Models, slotsOf } from '../models/models.ts';

const EVERY_MS = 500;
const PATIENCE_MS = 30_000;

/**
 * Wait until every model can be opened, for half a minute at most: a worker that starts while a deployment is not whole
 * leaves the requests to the others, which serve the version before.
 */
export async function waitUntilReady(
  models: Models,
  elapsed: () => number,
  isStopping: () => boolean
): Promise<void> {
  const end = elapsed() + PATIENCE_MS;
  const empty = models.all.flatMap(slotsOf).filter(slot => slot.ready() === undefined);
  while (empty.some(slot => slot.ready() === undefined) && elapsed() < end && !isStopping()) {
    await new Promise(resolve => setTimeout(resolve, EVERY_MS));
    for (const slot of empty) await slot.refresh().catch(() => undefined);
  }
}
