import { isSystemError } from '@espalier/core';
import { type CommandSpec } from './command.ts';
import { type Io, type Output } from './io.ts';
import { runCommand } from './run-command.ts';

/** The world as it is: this process's environment, streams and clocks. */
export function processIo(): Io {
  return {
    env: process.env,
    stdout: outputOf(process.stdout),
    stderr: outputOf(process.stderr),
    now: () => new Date(),
    elapsed: () => performance.now()
  };
}

function outputOf(stream: NodeJS.WriteStream): Output {
  // A reader that has seen enough (`| head`) is no failure.
  stream.on('error', (error: Error) => {
    if (!isSystemError(error, 'EPIPE')) throw error;
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
