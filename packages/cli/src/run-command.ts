import { CommanderError } from 'commander';
import { EspalierError, formatProblem, isSystemError } from '@espalier/core';
import { chooseCommand, type CommandSpec, createCommand } from './command.ts';
import { type Io } from './io.ts';
import { styleOf } from './style.ts';

/** How many problems a person is shown; --json has them all. */
const SHOWN_PROBLEMS = 50;

/** Run a command line to its exit code. Whatever goes wrong is told on stderr, and with --json on stdout too. */
export async function runCommand<Options>(
  command: CommandSpec<Options>,
  line: readonly string[],
  io: Io
): Promise<number> {
  const { spec, args } = chooseCommand(command, line);
  let exitCode = 0;
  const json = asksForJson(spec.prefix, args, io);
  try {
    const program = createCommand(spec, io, code => {
      exitCode = code;
    });
    await program.parseAsync([...args], { from: 'user' });
    return exitCode;
  } catch (error) {
    // Commander has said what is wrong; its own exit code for wrong usage is 1.
    if (error instanceof CommanderError)
      return error.exitCode === 0 ? 0 : usageFailure(spec.name, error, json, io);
    return error instanceof EspalierError
      ? tellFailure(error, json, io)
      : tellCrash(error, json, io);
  }
}

/** The flag, or its environment twin: asked before the command line is known to be sound. */
function asksForJson(prefix: string, args: readonly string[], io: Io): boolean {
  return args.includes('--json') || /^(1|true|yes)$/i.test(io.env[`${prefix}_JSON`] ?? '');
}

function usageFailure(name: string, error: CommanderError, json: boolean, io: Io): number {
  const hint = `Run ${name} --help`;
  io.stderr.write(`  ${hint}\n`);
  if (json) {
    const message = error.message.replace(/^error: /, '');
    writeError({ code: 'E_USAGE', message, hint, details: [] }, io);
  }
  return 2;
}

/** The one JSON document of a command that failed. */
function writeError(
  error: Pick<EspalierError, 'code' | 'message' | 'hint' | 'details'>,
  io: Io
): void {
  io.stdout.write(`${JSON.stringify({ error })}\n`);
}

function tellFailure(error: EspalierError, json: boolean, io: Io): number {
  const style = styleOf(io);
  io.stderr.write(`${style.red(error.code)}: ${error.message}\n`);
  for (const problem of error.details.slice(0, SHOWN_PROBLEMS))
    io.stderr.write(`  ${formatProblem(problem)}\n`);
  const hidden = error.details.length - SHOWN_PROBLEMS;
  if (hidden > 0) io.stderr.write(`  and ${hidden} more: --json lists them all\n`);
  io.stderr.write(`  ${style.dim(error.hint)}\n`);
  if (json) {
    const { code, message, hint, details } = error;
    writeError({ code, message, hint, details }, io);
  }
  return error.exitCode;
}

/** A mistake of the program, or of the machine under it: the stack says where, and the exit code is 1. */
function tellCrash(error: unknown, json: boolean, io: Io): number {
  const where = isSystemError(error, 'ENOSPC')
    ? 'the disk is full'
    : 'this should not happen; please report it';
  const frames =
    error instanceof Error
      ? (error.stack ?? '').split('\n').filter(line => /^\s+at /.test(line))
      : [];
  const name = error instanceof Error ? error.name : typeof error;
  io.stderr.write(`E_INTERNAL: ${name}: ${where}\n${frames.map(frame => `${frame}\n`).join('')}`);
  if (json) writeError({ code: 'E_INTERNAL', message: where, hint: '', details: [] }, io);
  return 1;
}
