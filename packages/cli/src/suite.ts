import type { CommandSpec } from './command.ts';
import type { Io } from './io.ts';
import { printFailure, runCommand } from './run-command.ts';

/** Several commands under one name: `espalier train`. */
export interface Suite {
  readonly name: string;
  readonly summary: string;
  /** Loads a command's spec when it is named, so that no command waits for the others. */
  readonly commands: Readonly<Record<string, () => Promise<CommandSpec<never>>>>;
}

/** Run the command that the first argument names. Returns its exit code; 2 if there is no such command. */
export async function runSuite(suite: Suite, line: readonly string[], io: Io): Promise<number> {
  const [word, ...rest] = line;
  if (word === '--version' || word === '-V') {
    io.stdout.write(`${suite.name} ${io.version}\n`);
    return 0;
  }
  if (word === undefined) {
    io.stderr.write(await describeSuite(suite));
    return 2;
  }
  if (word === '--help' || word === '-h' || word === 'help') {
    const [topic] = rest;
    if (topic !== undefined) return runSuite(suite, [topic, '--help'], io);
    io.stdout.write(await describeSuite(suite));
    return 0;
  }
  const load = Object.hasOwn(suite.commands, word) ? suite.commands[word] : undefined;
  if (load === undefined) return refuseWord(suite, word, line.includes('--json'), io);
  return runCommand(nameWithin(suite.name, await load()), rest, io);
}

/** The command as the suite's help and errors name it: `train` becomes `espalier train`, in its examples too. */
function nameWithin(suite: string, spec: CommandSpec<never>): CommandSpec<never> {
  const withExamples = (one: CommandSpec<never>): CommandSpec<never> => ({
    ...one,
    examples: one.examples.map(([text, comment]) => [`${suite} ${text}`, comment]),
    ...(one.subcommands && { subcommands: one.subcommands.map(withExamples) })
  });
  return { ...withExamples(spec), name: `${suite} ${spec.name}` };
}

async function describeSuite({ name, summary, commands }: Suite): Promise<string> {
  const specs = await Promise.all(Object.values(commands).map(load => load()));
  const names = Object.keys(commands);
  const width = Math.max(...names.map(({ length }) => length));
  const lines = names.map((one, i) => `  ${one.padEnd(width)}  ${specs[i]!.summary}\n`);
  return `Usage: ${name} COMMAND [options]\n\n${summary}\n\nCommands:\n${lines.join('')}\nOptions of a command: ${name} COMMAND --help\n`;
}

async function refuseWord(suite: Suite, word: string, json: boolean, io: Io): Promise<number> {
  const { nearest } = await import('@espalier/core');
  const names = Object.keys(suite.commands);
  const similar = nearest(word, names);
  const message = `Cannot run "${word}": ${suite.name} has no such command`;
  const hint =
    similar === undefined
      ? `Commands: ${names.join(', ')}`
      : `Did you mean ${suite.name} ${similar}? Commands: ${names.join(', ')}`;
  return printFailure({ code: 'E_USAGE', message, hint, details: [] }, 2, json, io);
}
