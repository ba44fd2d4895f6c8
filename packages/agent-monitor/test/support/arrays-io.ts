import { type Io } from '@espalier/cli';

export interface ArraysIo {
  readonly io: Io;
  readonly out: () => string;
  readonly err: () => string;
}

/** A world of two arrays: no terminal, a clock that stands still. */
export function arraysIo(env: Record<string, string> = {}): ArraysIo {
  const out: string[] = [];
  const err: string[] = [];
  const sink = (into: string[]): Io['stdout'] => ({
    write(text) {
      into.push(text);
    },
    isTerminal: false
  });
  return {
    io: {
      env,
      stdout: sink(out),
      stderr: sink(err),
      now: () => new Date(0),
      elapsed: () => 0
    },
    out: () => out.join(''),
    err: () => err.join('')
  };
}
