import type { Io } from '../../packages/cli/src/io.ts';

export interface FakeIo extends Io {
  /** All that was written so far. */
  readonly out: () => string;
  readonly err: () => string;
}

/** A world that only remembers what a command tells it; the clock stands still. */
export function fakeIo(env: Io['env'] = {}): FakeIo {
  const out: string[] = [];
  const err: string[] = [];
  return {
    version: '1.2.3',
    env,
    stdout: { write: text => void out.push(text), isTerminal: false },
    stderr: { write: text => void err.push(text), isTerminal: false },
    now: () => new Date('2026-01-02T03:04:05.000Z'),
    elapsed: () => 0,
    out: () => out.join(''),
    err: () => err.join('')
  };
}
