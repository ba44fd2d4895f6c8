import { Command } from 'commander';
import { type Io } from './io.ts';
import { addOption, type OptionSpec } from './options.ts';

export interface CommandSpec<Options> {
  readonly name: string;
  readonly summary: string;
  /** Environment twins start with this: ESPALIER_TRAIN, or ESPALIER for the server. */
  readonly prefix: string;
  readonly options: readonly OptionSpec[];
  /** Command lines that work, each with its comment. */
  readonly examples: readonly (readonly [line: string, comment: string])[];
  /** Exit codes of this command beyond the common ones. */
  readonly exits?: readonly (readonly [code: number, meaning: string])[];
  /** Does the work and gives the exit code. */
  readonly run: (options: Options, io: Io) => Promise<number>;
}

/** What --json adds to the options of every command. */
export interface CommonOptions {
  readonly json: boolean;
}

const COMMON_EXITS: readonly (readonly [number, string])[] = [
  [0, 'done'],
  [1, 'unexpected failure'],
  [2, 'wrong usage'],
  [65, 'bad data'],
  [66, 'input absent or unreadable']
];

/**
 * A command in the shape that all of them share: its options with environment twins, --json, examples and exit codes in
 * the help. `finish` gets the exit code.
 */
export function createCommand<Options>(
  spec: CommandSpec<Options>,
  io: Io,
  finish: (exitCode: number) => void
): Command {
  const command = new Command(spec.name).description(spec.summary);
  for (const option of spec.options) addOption(command, io, spec.prefix, option);
  addOption(command, io, spec.prefix, {
    flags: '--json',
    description: 'one JSON document for machines on standard output',
    default: false
  });
  const exits = [...COMMON_EXITS, ...(spec.exits ?? [])].sort(([a], [b]) => a - b);
  return command
    .helpOption('-h, --help', 'show this help')
    .addHelpText(
      'after',
      `\nExamples:\n${lines(spec.examples.map(([line, comment]) => [line, comment]))}`
    )
    .addHelpText(
      'after',
      `\nExit codes:\n${lines(exits.map(([code, meaning]) => [String(code), meaning]))}`
    )
    .showSuggestionAfterError(true)
    .allowExcessArguments(false)
    .exitOverride()
    .configureHelp({ sortOptions: false })
    .configureOutput({
      writeOut: text => {
        io.stdout.write(text);
      },
      writeErr: text => {
        io.stderr.write(text);
      },
      getOutHelpWidth: () => 100,
      getErrHelpWidth: () => 100
    })
    .action(async (options: unknown) => {
      finish(await spec.run(options as Options, io));
    });
}

function lines(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`).join('\n');
}
