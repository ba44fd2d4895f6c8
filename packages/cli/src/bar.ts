import { createRequire } from 'node:module';
import type { Presets, SingleBar } from 'cli-progress';

/** A progress bar on the terminal. Its library is loaded here, as most runs have no terminal. */
export function startBar(what: string, done: number, total: number): SingleBar {
  const library = createRequire(import.meta.url)('cli-progress') as {
    readonly SingleBar: typeof SingleBar;
    readonly Presets: typeof Presets;
  };
  const format = `${what} {bar} {value}/{total}`;
  const bar = new library.SingleBar(
    { format, hideCursor: true, clearOnComplete: true },
    library.Presets.rect
  );
  bar.start(total, done);
  return bar;
}
