import { readFileSync } from 'node:fs';
import type { CommandSpec } from './command.ts';
import type { Io, Output } from './io.ts';
import { runCommand } from './run-command.ts';
import { runSuite, type Suite } from './suite.ts';

/** The environment, streams and clocks of this process. */
export function processIo(): Io {
  return {
    version: readVersion(),
    env: process.env,
    stdout: outputOf(process.stdout),
    stderr: outputOf(process.stderr),
    now: () => new Date(),
    elapsed: () => performance.now()
  };
}

function readVersion(): string {
  const manifest = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}

function outputOf(stream: NodeJS.WriteStream): Output {
  // A reader that has read enough and left (`| head`) is not a failure.
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  return {
    write(text) {
      stream.write(text);
    },
    // Node leaves isTTY undefined where there is no terminal, whatever its types say.
    isTerminal: (stream.isTTY as boolean | undefined) === true
  };
}

/** Run a command with this process's arguments; the exit code is set, pending output is written first. */
export async function runProcess<Options>(spec: CommandSpec<Options>): Promise<void> {
  process.exitCode = await runCommand(spec, process.argv.slice(2), processIo());
}

/** Run the command of a suite that this process's arguments name; the exit code is set. */
export async function runSuiteProcess(suite: Suite): Promise<void> {
  process.exitCode = await runSuite(suite, process.argv.slice(2), processIo());
}
