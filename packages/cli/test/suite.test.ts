import { expect, test } from '@jest/globals';
import type { CommandSpec } from '../src/command.ts';
import { runSuite, type Suite } from '../src/suite.ts';
import { fakeIo } from '../../../test/support/fake-io.ts';

const command = (name: string): CommandSpec<never> => ({
  name,
  summary: `The summary of ${name}.`,
  prefix: 'X',
  options: [{ flags: '--to <name>', description: 'whom to greet', required: true }],
  examples: [[`${name} --to world`, 'greets']],
  subcommands: [
    {
      name: 'again',
      summary: 'Greet twice.',
      prefix: 'X_AGAIN',
      options: [],
      examples: [[`${name} again`, 'greets twice']],
      run: () => Promise.resolve(4)
    }
  ],
  run: () => Promise.resolve(3)
});

function createSuite(): { suite: Suite; loaded: string[] } {
  const loaded: string[] = [];
  const load = (name: string) => () => {
    loaded.push(name);
    return Promise.resolve(command(name));
  };
  return {
    suite: {
      name: 'garden',
      summary: 'Grows things.',
      commands: { plant: load('plant'), water: load('water') }
    },
    loaded
  };
}

async function run(...line: string[]) {
  const { suite, loaded } = createSuite();
  const io = fakeIo();
  const exitCode = await runSuite(suite, line, io);
  return { exitCode, loaded, stdout: io.out(), stderr: io.err() };
}

test('a command is run with the rest of the line, and no other is loaded', async () => {
  expect(await run('plant', '--to', 'a')).toMatchObject({ exitCode: 3, loaded: ['plant'] });
  expect(await run('water', 'again')).toMatchObject({ exitCode: 4, loaded: ['water'] });
});

test.each([[['--help']], [['-h']], [['help']]])('%j lists the commands', async line => {
  const { exitCode, stdout } = await run(...line);
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^Usage: garden COMMAND.*\n {2}plant {2}The summary of plant\.\n/s);
});

test('without a command the list goes to stderr, as wrong usage', async () => {
  expect(await run()).toMatchObject({ exitCode: 2, stdout: '' });
});

test('help and examples of a command have the name of the suite', async () => {
  const { stdout, exitCode } = await run('help', 'plant');
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^Usage: garden plant \[options\]/);
  expect(stdout).toMatch(/ {2}garden plant --to world {2}greets/);
  expect((await run('plant', 'again', '--help')).stdout).toMatch(
    / {2}garden plant again {2}greets/
  );
  expect((await run('plant')).stderr).toMatch(/Run garden plant --help/);
});

test('--version is of the suite, or of a command', async () => {
  expect((await run('--version')).stdout).toMatch(/^garden \d/);
  expect((await run('plant', '--version')).stdout).toMatch(/^garden plant \d/);
});

test('an unknown command is wrong usage and names the nearest', async () => {
  const { exitCode, stderr, loaded } = await run('wtaer');
  expect({ exitCode, loaded }).toEqual({ exitCode: 2, loaded: [] });
  expect(stderr).toMatch(/Cannot run "wtaer".*\n.*Did you mean garden water\?/);
  expect((await run('toString')).exitCode).toBe(2);
  expect(JSON.parse((await run('xxxxxxxx', '--json')).stdout)).toMatchObject({
    error: { code: 'E_USAGE', hint: 'Commands: plant, water' }
  });
});
