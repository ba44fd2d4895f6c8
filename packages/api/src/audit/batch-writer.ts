/** Writes items in batches: those of one turn together, and those that arrive during a write with the next one. */
export interface BatchWriter<Item> {
  /** `done` is called once the item is written, or could not be. */
  readonly append: (item: Item, done: () => void) => void;
  readonly flush: () => void;
  /** Write what is waiting; resolves when nothing is left. */
  readonly drain: () => Promise<void>;
}

export interface BatchWriterOptions<Item> {
  /** Write items; `finish` reports how many of the first ones were written, and why not all were. */
  readonly write: (
    items: readonly Item[],
    finish: (numWritten: number, cause: unknown) => void
  ) => void;
  readonly schedule: (flush: () => void) => void;
  /** An item could not be written. */
  readonly failed: (item: Item) => void;
  /** Writing began to fail (with the cause) or succeeds again (undefined). Called once for each change. */
  readonly changed: (cause: unknown) => void;
}

interface Waiting<Item> {
  readonly item: Item;
  readonly done: () => void;
}

export function createBatchWriter<Item>(options: BatchWriterOptions<Item>): BatchWriter<Item> {
  const { write, schedule, failed, changed } = options;
  let waiting: Waiting<Item>[] = [];
  let isWriting = false;
  let isScheduled = false;
  let isBroken = false;
  let whenIdle: (() => void) | undefined;

  const flush = (): void => {
    isScheduled = false;
    if (isWriting || waiting.length === 0) return;
    const batch = waiting;
    waiting = [];
    isWriting = true;
    const items = batch.map(({ item }) => item);
    write(items, (numWritten, cause) => {
      isWriting = false;
      for (const item of items.slice(numWritten)) failed(item);
      if ((cause !== undefined) !== isBroken) {
        isBroken = cause !== undefined;
        changed(cause);
      }
      for (const { done } of batch) done();
      if (waiting.length > 0) flush();
      else whenIdle?.();
    });
  };

  return {
    append(item, done) {
      waiting.push({ item, done });
      if (isScheduled || isWriting) return;
      isScheduled = true;
      schedule(flush);
    },
    flush,
    async drain() {
      if (!isWriting && waiting.length === 0) return;
      await new Promise<void>(resolve => {
        whenIdle = resolve;
        flush();
      });
    }
  };
}
