import { CommanderError } from 'commander';
import type { Problem } from '@espalier/core';
import { chooseCommand, type CommandSpec, createCommand } from './command.ts';
import type { Io } from './io.ts';
import { styleOf } from './style.ts';
import { UsageError } from './usage-error.ts';

/** Problems printed to a terminal; --json lists them all. */
const MAX_PRINTED_PROBLEMS = 50;

/** Run a command line and return its exit code. Errors go to stderr and, with --json, to stdout too. */
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
    // Commander has printed the error; its own exit code for wrong usage is 1.
    if (error instanceof CommanderError)
      return error.exitCode === 0 ? 0 : usageFailure(spec.name, error, json, io);
    if (error instanceof UsageError)
      return printFailure(
        { code: 'E_USAGE', message: error.message, hint: error.hint, details: [] },
        2,
        json,
        io
      );
    // Only a command that has run can fail in another way: --help starts without the rest of the project.
    const { EspalierError, formatProblem } = await import('@espalier/core');
    return error instanceof EspalierError
      ? printFailure(error, error.exitCode, json, io, formatProblem)
      : printCrash(error, json, io);
  }
}

/** Whether --json or its environment twin is set, read before the command line is parsed. */
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

interface Failure {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
  readonly details: readonly Problem[];
}

/** The one JSON document of a command that failed. */
function writeError({ code, message, hint, details }: Failure, io: Io): void {
  io.stdout.write(`${JSON.stringify({ error: { code, message, hint, details } })}\n`);
}

/** Print a failure and return its exit code. */
export function printFailure(
  failure: Failure,
  exitCode: number,
  json: boolean,
  io: Io,
  format: (problem: Problem) => string = String
): number {
  const style = styleOf(io);
  io.stderr.write(`${style.red(failure.code)}: ${failure.message}\n`);
  for (const problem of failure.details.slice(0, MAX_PRINTED_PROBLEMS))
    io.stderr.write(`  ${format(problem)}\n`);
  const hidden = failure.details.length - MAX_PRINTED_PROBLEMS;
  if (hidden > 0) io.stderr.write(`  and ${hidden} more: --json lists them all\n`);
  io.stderr.write(`  ${style.dim(failure.hint)}\n`);
  if (json) writeError(failure, io);
  return exitCode;
}

/** An unexpected error, of the program or the machine: the stack shows where; exit code 1. */
function printCrash(error: unknown, json: boolean, io: Io): number {
  const where =
    (error as NodeJS.ErrnoException | null)?.code === 'ENOSPC'
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
