import { type Command, InvalidArgumentError, Option } from 'commander';
import { UsageError } from './usage-error.ts';
import type { Io } from './io.ts';

export interface OptionSpec {
  /** In commander's notation: `--port <number>`. */
  readonly flags: string;
  readonly description: string;
  readonly default?: unknown;
  readonly choices?: readonly string[];
  readonly required?: boolean;
  /** Repeatable: the value is a list, and the environment twin is split at commas. */
  readonly repeats?: boolean;
  /** Turns the text into a value; throws refuseValue() if it is not one. */
  readonly parse?: (text: string) => unknown;
  /** Further environment variables, read when the twin is not set, such as PORT. */
  readonly also?: readonly string[];
}

/**
 * Add an option and its environment twin: `--out-dir` under the prefix ESPALIER_TRAIN is ESPALIER_TRAIN_OUT_DIR. A flag
 * wins over its twin, that over the names in `also`, that over the default.
 */
export function addOption(command: Command, io: Io, prefix: string, spec: OptionSpec): Command {
  const option = new Option(spec.flags, spec.description);
  const names = [
    `${prefix}_${option.name().replaceAll('-', '_').toUpperCase()}`,
    ...(spec.also ?? [])
  ];
  const required = spec.required === true ? ' (required)' : '';
  option.description = `${spec.description}${required} [${names.join(', ')}]`;
  if (spec.choices !== undefined) option.choices(spec.choices);
  const parseOne = parserOf(spec);
  if (spec.repeats === true) {
    // The first flag replaces a list that came from the environment; the next ones add to it.
    option.argParser((text: string, before: unknown) => [
      ...(before === option.defaultValue || !Array.isArray(before) ? [] : (before as unknown[])),
      parseOne(text)
    ]);
  } else if (spec.parse !== undefined) option.argParser(parseOne);
  const source = names.find(name => (io.env[name] ?? '') !== '');
  if (source !== undefined)
    option.default(readTwin(option, spec, source, io.env[source] ?? ''), `from ${source}`);
  else if (spec.default !== undefined) option.default(spec.default);
  option.makeOptionMandatory(spec.required === true);
  return command.addOption(option);
}

/** Parses one value; choices are checked for each value of a repeated option. */
function parserOf({ choices, parse = text => text }: OptionSpec): (text: string) => unknown {
  return text => {
    if (choices !== undefined && !choices.includes(text))
      throw new InvalidArgumentError(`expected one of ${choices.join(', ')}`);
    return parse(text);
  };
}

function readTwin(option: Option, spec: OptionSpec, source: string, text: string): unknown {
  const refuse = (expected: string): never => {
    throw new UsageError(
      `Cannot use ${source}: ${expected}`,
      `It stands for ${option.flags}; fix it or unset it`
    );
  };
  if (option.isBoolean()) {
    if (/^(1|true|yes)$/i.test(text)) return true;
    if (/^(0|false|no)$/i.test(text)) return false;
    return refuse('expected true or false');
  }
  try {
    const parse = parserOf(spec);
    return spec.repeats === true ? text.split(',').map(part => parse(part.trim())) : parse(text);
  } catch (error) {
    if (error instanceof InvalidArgumentError) return refuse(error.message);
    throw error;
  }
}

/** The error that a parser throws for an invalid value; `expected` describes a valid one. */
export function refuseValue(expected: string): Error {
  return new InvalidArgumentError(expected);
}

/** A parser for whole numbers in [min, max]. */
export function wholeNumber(min: number, max = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return text => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < min || value > max)
      throw new InvalidArgumentError(`expected a whole number from ${min} to ${max}`);
    return value;
  };
}

/** A parser for finite numbers above a bound. */
export function numberOver(bound: number): (text: string) => number {
  return text => {
    const value = Number(text);
    if (text.trim() === '' || !Number.isFinite(value) || value <= bound)
      throw new InvalidArgumentError(`expected a number over ${bound}`);
    return value;
  };
}

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** Parse a duration such as 30s, 5m, 2h or 1d into seconds. */
export function duration(text: string): number {
  const found = /^(\d+(?:\.\d+)?)([smhd])$/.exec(text.trim());
  const seconds = Number(found?.[1]) * (UNITS[found?.[2] ?? ''] ?? NaN);
  if (!(seconds > 0)) throw new InvalidArgumentError('expected a duration like 30s, 5m or 2h');
  return seconds;
}
