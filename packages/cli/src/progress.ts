import type { SingleBar } from 'cli-progress';
import { startBar } from './bar.ts';
import type { Io } from './io.ts';
import { styleOf } from './style.ts';

/** Reports progress on stderr: a bar on a terminal, plain lines elsewhere. */
export interface Progress {
  /** Print one line about the current work. */
  note(text: string): void;
  /** Report that `done` of `total` steps of `what` are complete. */
  step(what: string, done: number, total: number): void;
}

export const voidProgress: Progress = { note: () => undefined, step: () => undefined };

export function createProgress(io: Io): Progress {
  const style = styleOf(io);
  const note = (text: string): void => {
    io.stderr.write(`${style.dim(text)}\n`);
  };
  if (!io.stderr.isTerminal) {
    return {
      note,
      step(what, done, total) {
        if (done === total) note(`${what}: ${total} of ${total}`);
      }
    };
  }
  let bar: SingleBar | undefined;
  return {
    note,
    step(what, done, total) {
      if (bar === undefined) bar = startBar(what, done, total);
      else bar.update(done);
      if (done < total) return;
      bar.stop();
      bar = undefined;
    }
  };
}
