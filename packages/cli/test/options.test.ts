import { describe, expect, test } from '@jest/globals';
import { addOption, duration, numberOver, type OptionSpec, wholeNumber } from '../src/options.ts';
import { UsageError } from '../src/usage-error.ts';
import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { fakeIo } from '../../../test/support/fake-io.ts';

/** The value of one option for a command line and an environment. */
function valueOf(
  spec: OptionSpec,
  args: readonly string[],
  env: Record<string, string> = {}
): unknown {
  const command = new Command('made').exitOverride().configureOutput({ writeErr: () => undefined });
  addOption(command, fakeIo(env), 'ESPALIER_MADE', spec);
  command.parse([...args], { from: 'user' });
  return Object.values(command.opts())[0];
}

/** What is told about an option that cannot be used. */
function refusalOf(
  spec: OptionSpec,
  args: readonly string[],
  env?: Record<string, string>
): string {
  try {
    valueOf(spec, args, env);
  } catch (error) {
    if (error instanceof CommanderError || error instanceof UsageError) return error.message;
    throw error;
  }
  throw new Error('expected a refusal');
}

const port: OptionSpec = {
  flags: '--listen-port <number>',
  description: 'port',
  default: 8000,
  parse: wholeNumber(0, 65_535),
  also: ['PORT', 'OTHER_PORT']
};
const TWIN = 'ESPALIER_MADE_LISTEN_PORT';

describe('addOption()', () => {
  test.each<[string, string[], Record<string, string>, number]>([
    ['the flag over all', ['--listen-port', '1'], { [TWIN]: '2', PORT: '3' }, 1],
    ['its twin over the names in also', [], { [TWIN]: '2', PORT: '3' }, 2],
    ['the names in also, in their order', [], { OTHER_PORT: '4', PORT: '3' }, 3],
    ['those over the default', [], { OTHER_PORT: '4' }, 4],
    ['the default', [], {}, 8000],
    ['the default over an empty variable', [], { [TWIN]: '', PORT: '' }, 8000]
  ])('takes %s', (_, args, env, expected) => {
    expect(valueOf(port, args, env)).toBe(expected);
  });

  test('has no value where nothing is said', () => {
    expect(valueOf({ flags: '--out <path>', description: 'out' }, [])).toBeUndefined();
  });

  test('names the variables in the help', () => {
    const command = new Command('made');
    addOption(command, fakeIo(), 'ESPALIER_MADE', port);
    expect(command.options[0]!.description).toBe(`port [${TWIN}, PORT, OTHER_PORT]`);
  });

  test.each([
    [{ [TWIN]: 'many' }, TWIN],
    [{ PORT: '-1' }, 'PORT'],
    [{ PORT: '65536' }, 'PORT']
  ])('names the variable that cannot be used: %j', (env, name) => {
    expect(refusalOf(port, [], env)).toBe(
      `Cannot use ${name}: expected a whole number from 0 to 65535`
    );
  });

  test('says which flag a variable stands for', () => {
    expect(() => valueOf(port, [], { PORT: 'x' })).toThrow(
      expect.objectContaining({
        hint: 'It stands for --listen-port <number>; fix it or unset it'
      })
    );
  });

  test('refuses a bad value of a flag', () => {
    expect(refusalOf(port, ['--listen-port', 'x'])).toContain(
      'expected a whole number from 0 to 65535'
    );
  });

  describe('with a flag without value', () => {
    const verbose: OptionSpec = { flags: '--verbose', description: 'more', default: false };

    test.each<[string, string[], Record<string, string>, boolean]>([
      ['the flag', ['--verbose'], {}, true],
      ['the default', [], {}, false],
      ['true', [], { ESPALIER_MADE_VERBOSE: 'true' }, true],
      ['1', [], { ESPALIER_MADE_VERBOSE: '1' }, true],
      ['YES', [], { ESPALIER_MADE_VERBOSE: 'YES' }, true],
      ['0', [], { ESPALIER_MADE_VERBOSE: '0' }, false],
      ['no', [], { ESPALIER_MADE_VERBOSE: 'no' }, false],
      ['the flag over its twin', ['--verbose'], { ESPALIER_MADE_VERBOSE: 'false' }, true]
    ])('takes %s', (_, args, env, expected) => {
      expect(valueOf(verbose, args, env)).toBe(expected);
    });

    test('refuses another word', () => {
      expect(refusalOf(verbose, [], { ESPALIER_MADE_VERBOSE: 'perhaps' })).toBe(
        'Cannot use ESPALIER_MADE_VERBOSE: expected true or false'
      );
    });
  });

  describe('with choices', () => {
    const family: OptionSpec = {
      flags: '--family <name>',
      description: 'family',
      choices: ['auto', 'gbdt']
    };

    test('takes one of them', () => {
      expect(valueOf(family, ['--family', 'gbdt'])).toBe('gbdt');
      expect(valueOf(family, [], { ESPALIER_MADE_FAMILY: 'auto' })).toBe('auto');
    });

    test('refuses another and lists them', () => {
      expect(refusalOf(family, ['--family', 'svm'])).toMatch(/Allowed choices are auto, gbdt/);
      expect(refusalOf(family, [], { ESPALIER_MADE_FAMILY: 'svm' })).toBe(
        'Cannot use ESPALIER_MADE_FAMILY: expected one of auto, gbdt'
      );
    });
  });

  describe('that repeats', () => {
    const bundle: OptionSpec = {
      flags: '--bundle <dir>',
      description: 'bundle',
      default: ['artifacts/'],
      repeats: true
    };
    const env = { ESPALIER_MADE_BUNDLE: 'a, b,c' };

    test.each<[string, string[], Record<string, string>, string[]]>([
      ['each flag', ['--bundle', 'x', '--bundle', 'y,z'], {}, ['x', 'y,z']],
      ['its twin, split at commas', [], env, ['a', 'b', 'c']],
      ['flags in place of its twin', ['--bundle', 'x', '--bundle', 'y'], env, ['x', 'y']],
      ['flags in place of the default', ['--bundle', 'x'], {}, ['x']],
      ['the default', [], {}, ['artifacts/']]
    ])('takes %s', (_, args, variables, expected) => {
      expect(valueOf(bundle, args, variables)).toEqual(expected);
    });

    test('parses and checks each', () => {
      const seeds: OptionSpec = { ...bundle, default: [], parse: wholeNumber(0) };
      expect(valueOf(seeds, ['--bundle', '1', '--bundle', '2'])).toEqual([1, 2]);
      expect(valueOf(seeds, [], { ESPALIER_MADE_BUNDLE: '1,2' })).toEqual([1, 2]);
      expect(refusalOf(seeds, [], { ESPALIER_MADE_BUNDLE: '1,x' })).toContain('a whole number');
    });

    test('holds each to the choices', () => {
      const kinds: OptionSpec = { ...bundle, default: [], choices: ['csv', 'json'] };
      expect(valueOf(kinds, ['--bundle', 'csv', '--bundle', 'json'])).toEqual(['csv', 'json']);
      expect(valueOf(kinds, [], { ESPALIER_MADE_BUNDLE: 'csv,json' })).toEqual(['csv', 'json']);
      expect(refusalOf(kinds, ['--bundle', 'xml'])).toContain('expected one of csv, json');
      expect(refusalOf(kinds, [], { ESPALIER_MADE_BUNDLE: 'csv,xml' })).toContain('csv, json');
    });
  });

  describe('that is required', () => {
    const data: OptionSpec = { flags: '--data <file>', description: 'table', required: true };

    test('is missed where neither flag nor twin says it', () => {
      expect(refusalOf(data, [])).toContain("required option '--data <file>' not specified");
    });

    test('may come from its twin', () => {
      expect(valueOf(data, [], { ESPALIER_MADE_DATA: 'a.csv' })).toBe('a.csv');
    });
  });
});

describe('wholeNumber()', () => {
  const parse = wholeNumber(1, 10);

  test.each([
    ['1', 1],
    ['10', 10],
    ['007', 7]
  ])('takes %j', (text, value) => {
    expect(parse(text)).toBe(value);
  });

  test.each(['0', '11', '-1', '1.5', '1e1', '', ' 1', '0x1', 'NaN', '9'.repeat(40)])(
    'refuses %j',
    text => {
      expect(() => parse(text)).toThrow(InvalidArgumentError);
    }
  );
});

describe('numberOver()', () => {
  const parse = numberOver(0);

  test.each([
    ['0.2', 0.2],
    ['1e-9', 1e-9],
    ['5', 5]
  ])('takes %j', (text, value) => {
    expect(parse(text)).toBe(value);
  });

  test.each(['0', '-1', 'Infinity', 'NaN', '', ' ', 'x', '1,5'])('refuses %j', text => {
    expect(() => parse(text)).toThrow(InvalidArgumentError);
  });
});

describe('duration()', () => {
  test.each([
    ['30s', 30],
    ['5m', 300],
    ['1.5h', 5400],
    ['1d', 86_400]
  ])('reads %s as %d seconds', (text, seconds) => {
    expect(duration(text)).toBe(seconds);
  });

  test.each(['', '5', 'm', '0s', '-5m', '5 m', '5w', '1e3s'])('refuses %j', text => {
    expect(() => duration(text)).toThrow('a duration like');
  });
});
