import { afterEach, describe, expect, test } from '@jest/globals';
import type { Io } from '../src/io.ts';
import { processIo } from '../src/cli.ts';
import { styleOf } from '../src/style.ts';
import { fakeIo } from '../../../test/support/fake-io.ts';

const terminal = (env: Io['env'] = {}): Io => ({
  ...fakeIo(env),
  stderr: { write: () => undefined, isTerminal: true }
});
const isColoured = (io: Io): boolean => styleOf(io).red('x') !== 'x';

describe('styleOf()', () => {
  test('colours a terminal, and nothing else', () => {
    expect(isColoured(terminal())).toBe(true);
    expect(isColoured(fakeIo())).toBe(false);
  });

  test('obeys NO_COLOR and a terminal that cannot', () => {
    expect(isColoured(terminal({ NO_COLOR: '1' }))).toBe(false);
    expect(isColoured(terminal({ NO_COLOR: '' }))).toBe(true);
    expect(isColoured(terminal({ TERM: 'dumb' }))).toBe(false);
  });
});

describe('processIo()', () => {
  const isTTY = process.stderr.isTTY;

  afterEach(() => {
    process.stderr.isTTY = isTTY;
  });

  test('says of a stream that is no terminal that it is none, not that it does not know', () => {
    // Node leaves isTTY undefined on a pipe; a colour library then asks CI, and CI says yes.
    (process.stderr as { isTTY?: boolean }).isTTY = undefined as unknown as boolean;
    expect(processIo().stderr.isTerminal).toBe(false);
    expect(isColoured(processIo())).toBe(false);
  });
});
