import { describe, expect, test } from '@jest/globals';
import type { CommandSpec, CommonOptions } from '../src/command.ts';
import { runCommand } from '../src/run-command.ts';
import { EspalierError, type Problem } from '@espalier/core';
import { type FakeIo, fakeIo } from '../../../test/support/fake-io.ts';

interface Options extends CommonOptions {
  readonly data: string;
}

/** A command that does what it is given. */
function specOf(run: CommandSpec<Options>['run']): CommandSpec<Options> {
  return {
    name: 'made',
    summary: 'does what it is given',
    prefix: 'ESPALIER_MADE',
    options: [
      { flags: '--data <file>', description: 'table', required: true },
      { flags: '--level <name>', description: 'level', choices: ['low', 'high'], default: 'low' }
    ],
    examples: [['made --data a.csv', 'use a table']],
    exits: [[3, 'done, and the answer is no']],
    run
  };
}

async function ended(
  run: CommandSpec<Options>['run'],
  args: readonly string[] = ['--data', 'a.csv'],
  io: FakeIo = fakeIo()
): Promise<{ code: number; out: string; err: string }> {
  const code = await runCommand(specOf(run), args, io);
  return { code, out: io.out(), err: io.err() };
}

function fail(details: readonly Problem[] = []): never {
  throw new EspalierError('E_ROWS_INVALID', 'Cannot use it', 'Mend it', { details });
}

const done = (): Promise<number> => Promise.resolve(0);

describe('runCommand()', () => {
  test.each([0, 3])('ends with the code of the command: %i', async code => {
    expect(await ended(() => Promise.resolve(code))).toEqual({ code, out: '', err: '' });
  });

  test('hands over the options and the world', async () => {
    const io = fakeIo({ ESPALIER_MADE_LEVEL: 'high' });
    let seen: unknown;
    const { code, out } = await ended(
      (options, { stdout, now }) => {
        seen = options;
        stdout.write(now().toISOString());
        return Promise.resolve(0);
      },
      ['--data', 'a.csv', '--json'],
      io
    );
    expect(code).toBe(0);
    expect(seen).toEqual({ data: 'a.csv', level: 'high', json: true });
    expect(out).toBe('2026-01-02T03:04:05.000Z');
  });

  test.each([['--help'], ['-h']])('shows help and ends with 0: %s', async flag => {
    const { code, out, err } = await ended(done, [flag]);
    expect(code).toBe(0);
    expect(err).toBe('');
    expect(out).toContain('does what it is given');
    expect(out).toMatch(/Examples:\n {2}made --data a\.csv {2}use a table/);
    expect(out).toMatch(
      / 2 {3}wrong usage\n {2}3 {3}done, and the answer is no\n {2}65 {2}bad data/
    );
    expect(out).toContain('[ESPALIER_MADE_DATA]');
    expect(out).toContain('--json');
  });

  test.each<[string, string[], string]>([
    ['an unknown flag', ['--data', 'a', '--dat', 'b'], "unknown option '--dat'"],
    ['the flag that was meant', ['--data', 'a', '--lvel', 'low'], 'Did you mean --level?'],
    ['a flag without its value', ['--data'], 'argument missing'],
    ['a required flag that is absent', [], "required option '--data <file>' not specified"],
    ['another choice', ['--data', 'a', '--level', 'mid'], 'Allowed choices are low, high'],
    ['an argument too many', ['--data', 'a', 'b'], 'too many arguments']
  ])('ends wrong usage with 2 and points to --help: %s', async (_, args, reason) => {
    const { code, out, err } = await ended(done, args);
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(err).toContain(reason);
    expect(err).toMatch(/Run made --help\n$/);
  });

  test('ends a bad environment variable with 2 and names it', async () => {
    const { code, err } = await ended(done, undefined, fakeIo({ ESPALIER_MADE_LEVEL: 'mid' }));
    expect(code).toBe(2);
    expect(err).toContain('E_USAGE: Cannot use ESPALIER_MADE_LEVEL: expected one of low, high');
  });

  test.each([
    ['E_INTERNAL', 1],
    ['E_USAGE', 2],
    ['E_TABLE_EMPTY', 65],
    ['E_FILE_MISSING', 66],
    ['E_DISK_FULL', 1]
  ] as const)('ends %s with %i', async (failure, code) => {
    const failed = await ended(() => {
      throw new EspalierError(failure, 'Cannot do it', 'Do this');
    });
    expect(failed).toEqual({ code, out: '', err: `${failure}: Cannot do it\n  Do this\n` });
  });

  test('lists problems, the first fifty of many', async () => {
    const details = Array.from({ length: 53 }, (_, i) => ({
      file: 'a.csv',
      line: i,
      problem: 'odd'
    }));
    const { err } = await ended(() => fail(details));
    expect(err.split('\n').filter(line => line.includes('odd'))).toHaveLength(50);
    expect(err).toContain('  a.csv:0: odd\n');
    expect(err).toContain('  and 3 more: --json lists them all\n');
    expect((await ended(() => fail(details.slice(0, 50)))).err).not.toContain('more');
  });

  test('ends a crash with 1, and shows where it was but not what it said', async () => {
    const { code, out, err } = await ended(() => {
      throw new TypeError('CANARY');
    });
    expect(code).toBe(1);
    expect(out).toBe('');
    expect(err).toMatch(/^E_INTERNAL: TypeError: this should not happen; please report it\n +at /);
    expect(err).not.toContain('CANARY');
  });

  test('says so when the disk is full', async () => {
    const { code, err } = await ended(() => {
      throw Object.assign(new Error('CANARY'), { code: 'ENOSPC' });
    });
    expect(code).toBe(1);
    expect(err).toContain('the disk is full');
  });

  test('survives a throw of something that is no error', async () => {
    const { code, err } = await ended(() => {
      // eslint-disable-next-line @typescript-eslint/only-throw-error -- what is tested
      throw 'CANARY';
    });
    expect(code).toBe(1);
    expect(err).toMatch(/^E_INTERNAL: string: /);
  });
});

describe('runCommand() with --json', () => {
  const json = ['--data', 'a.csv', '--json'];

  async function document(
    run: CommandSpec<Options>['run'],
    args: readonly string[],
    io?: FakeIo
  ): Promise<unknown> {
    const { out } = await ended(run, args, io);
    expect(out).toMatch(/^[^\n]+\n$/);
    return (JSON.parse(out) as { error: unknown }).error;
  }

  test('writes a failure as one document, with all problems', async () => {
    const details = Array.from({ length: 60 }, (_, i) => ({ row: i, problem: 'odd' }));
    expect(await document(() => fail(details), json)).toEqual({
      code: 'E_ROWS_INVALID',
      message: 'Cannot use it',
      hint: 'Mend it',
      details
    });
  });

  test('does so too where the environment asks for JSON', async () => {
    const io = fakeIo({ ESPALIER_MADE_JSON: 'true' });
    expect(await document(() => fail(), ['--data', 'a.csv'], io)).toMatchObject({
      code: 'E_ROWS_INVALID'
    });
  });

  test('writes wrong usage as a document', async () => {
    expect(await document(done, ['--json'])).toEqual({
      code: 'E_USAGE',
      message: "required option '--data <file>' not specified",
      hint: 'Run made --help',
      details: []
    });
  });

  test('writes a crash as a document that does not say what it said', async () => {
    const error = await document(() => {
      throw new RangeError('CANARY');
    }, json);
    expect(error).toEqual({
      code: 'E_INTERNAL',
      message: 'this should not happen; please report it',
      hint: '',
      details: []
    });
  });
});

describe('the colours of runCommand()', () => {
  const escape = String.fromCharCode(27);

  test.each<[string, boolean, Record<string, string>, boolean]>([
    ['on a terminal', true, {}, true],
    ['not on a terminal with NO_COLOR', true, { NO_COLOR: '1' }, false],
    ['on a terminal with an empty NO_COLOR', true, { NO_COLOR: '' }, true],
    ['not on a dumb terminal', true, { TERM: 'dumb' }, false],
    ['not elsewhere', false, {}, false]
  ])('are there %s', async (_, isTerminal, env, expected) => {
    const io = fakeIo(env);
    const { err } = await ended(() => fail(), undefined, {
      ...io,
      stderr: { ...io.stderr, isTerminal }
    });
    expect(err.includes(escape)).toBe(expected);
    expect(err).toContain('E_ROWS_INVALID');
  });
});

describe('runCommand() with subcommands', () => {
  const seen: [name: string, options: unknown][] = [];
  const remember =
    (name: string) =>
    (options: unknown): Promise<number> => {
      seen.push([name, options]);
      return Promise.resolve(0);
    };
  const parent: CommandSpec<Options> = {
    ...specOf(remember('made')),
    subcommands: [
      {
        name: 'audit verify',
        summary: 'check a chain',
        prefix: 'ESPALIER_MADE_AUDIT_VERIFY',
        options: [{ flags: '--strict', description: 'refuse more', default: false }],
        arguments: [{ name: 'file', description: 'the log' }],
        examples: [['made audit verify a.jsonl', 'check one']],
        run: remember('verify')
      },
      { ...specOf(remember('again')), name: 'again' }
    ]
  };

  async function outcome(...args: string[]): Promise<{ code: number; out: string; err: string }> {
    seen.length = 0;
    const io = fakeIo({ ESPALIER_MADE_AUDIT_VERIFY_STRICT: 'true' });
    const code = await runCommand(parent, args, io);
    return { code, out: io.out(), err: io.err() };
  }

  test('runs the one that is named, its argument among its options', async () => {
    expect((await outcome('audit', 'verify', 'a.jsonl')).code).toBe(0);
    expect(seen).toEqual([['verify', { file: 'a.jsonl', strict: true, json: false }]]);
  });

  test('runs the command itself without one', async () => {
    expect((await outcome('--data', 'x')).code).toBe(0);
    expect(seen).toEqual([['made', { data: 'x', level: 'low', json: false }]]);
  });

  test('does not ask for the options of the command above', async () => {
    expect((await outcome('again', '--data', 'y')).code).toBe(0);
    expect(seen[0]![0]).toBe('again');
  });

  test.each([
    [['audit', 'verify'], "missing required argument 'file'"],
    [['audit', 'verify', 'a', 'b'], 'too many arguments'],
    [['audit', 'verify', 'a', '--data', 'x'], "unknown option '--data'"],
    [['audit'], "required option '--data <file>'"]
  ])('%j is wrong usage', async (args, problem) => {
    const { code, err } = await outcome(...args);
    expect(code).toBe(2);
    expect(err).toContain(problem);
    expect(seen).toEqual([]);
  });

  test('helps with all of them, and with each', async () => {
    expect((await outcome('--help')).out).toMatch(
      /Commands:\n {2}made audit verify {2}check a chain\n {2}made again/
    );
    const { out } = await outcome('audit', 'verify', '--help');
    expect(out).toContain('Usage: made audit verify [options] <file>');
  });
});

test('--version prints the name and the version, with exit code 0', async () => {
  expect(await ended(done, ['--version'])).toEqual({ code: 0, out: 'made 1.2.3\n', err: '' });
});

test('--help marks required options and says no default of a switch', async () => {
  const { out } = await ended(done, ['--help']);
  expect(out).toMatch(/--data <file>\s+table \(required\)/);
  expect(out).toContain('(choices: "low", "high", default: "low")');
  expect(out).not.toContain('default: false');
});
