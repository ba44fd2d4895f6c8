import { Command, Help } from 'commander';
import type { Io } from './io.ts';
import { addOption, type OptionSpec } from './options.ts';

export interface CommandSpec<Options> {
  readonly name: string;
  readonly summary: string;
  /** Environment twins start with this: ESPALIER_TRAIN, or ESPALIER for the server. */
  readonly prefix: string;
  readonly options: readonly OptionSpec[];
  /** Example command lines, each with a comment. */
  readonly examples: readonly (readonly [line: string, comment: string])[];
  /** Positional arguments, in order (`verify FILE`). Each is required and becomes an option of its name. */
  readonly arguments?: readonly { readonly name: string; readonly description: string }[];
  /** Subcommands, each with its own options. A name may have several words: `audit verify`. */
  readonly subcommands?: readonly CommandSpec<never>[];
  /** Exit codes of this command beyond the common ones. */
  readonly exits?: readonly (readonly [code: number, meaning: string])[];
  /** Runs the command; resolves to the exit code. */
  readonly run: (options: Options, io: Io) => Promise<number>;
}

/** The options that every command has. */
export interface CommonOptions {
  readonly json: boolean;
}

const COMMON_EXITS: readonly (readonly [number, string])[] = [
  [0, 'done'],
  [1, 'unexpected failure'],
  [2, 'wrong usage'],
  [65, 'bad data'],
  [66, 'input missing or unreadable']
];

/** The subcommand that the arguments name (under its full name) and its arguments, or the command itself. */
export function chooseCommand(
  spec: CommandSpec<never>,
  args: readonly string[]
): { readonly spec: CommandSpec<never>; readonly args: readonly string[] } {
  for (const sub of spec.subcommands ?? []) {
    const words = sub.name.split(' ');
    if (words.every((word, i) => args[i] === word))
      return chooseCommand({ ...sub, name: `${spec.name} ${sub.name}` }, args.slice(words.length));
  }
  return { spec, args };
}

/**
 * A commander program: options with environment twins, --json, examples and exit codes in the help. `finish` receives
 * the exit code.
 */
export function createCommand<Options>(
  spec: CommandSpec<Options>,
  io: Io,
  finish: (exitCode: number) => void
): Command {
  const command = new Command(spec.name).description(spec.summary);
  const positional = spec.arguments ?? [];
  for (const { name, description } of positional) command.argument(`<${name}>`, description);
  for (const option of spec.options) addOption(command, io, spec.prefix, option);
  addOption(command, io, spec.prefix, {
    flags: '--json',
    description: 'print one JSON document to standard output',
    default: false
  });
  const exits = [...COMMON_EXITS, ...(spec.exits ?? [])].sort(([a], [b]) => a - b);
  const subcommands = spec.subcommands ?? [];
  if (subcommands.length > 0)
    command.addHelpText(
      'after',
      `\nCommands:\n${lines(subcommands.map(({ name, summary }) => [`${spec.name} ${name}`, summary]))}`
    );
  return command
    .version(`${spec.name} ${io.version}`, '-V, --version', 'print the version')
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
    .configureHelp({
      sortOptions: false,
      // A switch is off unless given: not worth a line of help.
      optionDescription: option =>
        new Help().optionDescription(option).replace(' (default: false)', '')
    })
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
    .action(async (...given: unknown[]) => {
      const named = Object.fromEntries(positional.map(({ name }, i) => [name, given[i]]));
      const options = { ...named, ...(given[positional.length] as object) };
      finish(await spec.run(options as Options, io));
    });
}

function lines(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`).join('\n');
}
