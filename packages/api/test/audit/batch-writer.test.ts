import { describe, expect, test } from '@jest/globals';
import { createBatchWriter } from '../../src/audit/batch-writer.ts';

/** A writer whose turns and writes are finished by hand. */
function writerByHand() {
  const events: string[] = [];
  let turn: (() => void) | undefined;
  let finish: ((numWritten: number, cause: unknown) => void) | undefined;
  const writer = createBatchWriter<string>({
    write(items, then) {
      events.push(`write ${items.join(' ')}`);
      finish = then;
    },
    schedule(flush) {
      turn = flush;
    },
    failed: item => events.push(`failed ${item}`),
    changed: cause => events.push(cause === undefined ? 'works' : `broken: ${cause as string}`)
  });
  return {
    writer,
    events,
    add: (...items: string[]) => {
      for (const item of items) writer.append(item, () => events.push(`done ${item}`));
    },
    runTurn: () => turn?.(),
    finish: (numWritten: number, cause?: string) => finish?.(numWritten, cause)
  };
}

describe('createBatchWriter()', () => {
  test('writes the items of one turn together', () => {
    const { events, add, runTurn, finish } = writerByHand();
    add('a', 'b');
    expect(events).toEqual([]);
    runTurn();
    finish(2);
    expect(events).toEqual(['write a b', 'done a', 'done b']);
  });

  test('writes items that arrive during a write with the next batch', () => {
    const { events, add, runTurn, finish } = writerByHand();
    add('a');
    runTurn();
    add('b', 'c');
    runTurn();
    expect(events).toEqual(['write a']);
    finish(1);
    expect(events).toEqual(['write a', 'done a', 'write b c']);
  });

  test('reports each item that was not written, and a change of state once', () => {
    const { events, add, runTurn, finish } = writerByHand();
    add('a', 'b');
    runTurn();
    finish(1, 'full');
    add('c');
    runTurn();
    finish(0, 'full');
    add('d');
    runTurn();
    finish(1);
    expect(events.filter(event => !/^(?:write|done)/.test(event))).toEqual([
      'failed b',
      'broken: full',
      'failed c',
      'works'
    ]);
  });

  test('drain() resolves when nothing is left', async () => {
    const { writer, events, add, finish } = writerByHand();
    await writer.drain();
    add('a');
    const drained = writer.drain();
    finish(1);
    await drained;
    expect(events).toEqual(['write a', 'done a']);
  });
});
