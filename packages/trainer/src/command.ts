import { type CommandSpec, numberOver, wholeNumber } from '@espalier/cli';
import type { Mitigation, ThresholdRule } from '@espalier/core/contracts';
import { FAMILY_NAMES, MITIGATION_METHODS, parseDuration } from '@espalier/core/names';
import { InvalidArgumentError } from 'commander';
import { TABLE_OPTIONS } from './table-options.ts';
import type { TrainOptions } from './train-options.ts';

const positiveNumber = numberOver(0);

export const trainCommand: CommandSpec<TrainOptions> = {
  name: 'train',
  summary: 'Train a classifier on a table with a yes/no column and write it as a bundle.',
  prefix: 'ESPALIER_TRAIN',
  options: [
    { flags: '--data <file>', description: 'table: CSV, Parquet or JSON Lines', required: true },
    {
      flags: '--spec <file>',
      description: 'dataset spec; else the YAML beside the table, else kinds are inferred'
    },
    { flags: '--target <column>', description: 'column to predict, for a table without a spec' },
    { flags: '--positive <value>', description: 'value of the target that means yes' },
    ...TABLE_OPTIONS,
    { flags: '--outdir <folder>', description: 'folder for the bundle', default: 'artifacts' },
    {
      flags: '--family <name>',
      description:
        'model family; auto keeps the best (default: gbdt; auto without a spec, up to 100,000 rows)',
      choices: FAMILY_NAMES
    },
    {
      flags: '--validation <share>',
      description: 'share of the rows held out to measure on (default: 0.2)',
      parse: share
    },
    {
      flags: '--threshold <rule>',
      description: 'decision threshold: a probability, f1 or youden (default: 0.5)',
      parse: thresholdRule
    },
    {
      flags: '--mitigate <method>',
      description:
        'narrow gaps between groups: reweighing:COLUMN or thresholds:COLUMN; the cost is reported',
      parse: mitigationOf
    },
    {
      flags: '--trials <number>',
      description: 'search parameters: number of trials, including the defaults',
      parse: wholeNumber(1, 100_000)
    },
    {
      flags: '--time-budget <duration>',
      description: 'search parameters for this long: 90s, 5m, 1h',
      parse: duration
    },
    {
      flags: '--max-score-us <number>',
      description: 'exclude models that take more microseconds to score a row',
      parse: positiveNumber
    },
    {
      flags: '--replay <file>',
      description: 'use the trials recorded by an earlier search, and run no others'
    },
    {
      flags: '--allow <check>',
      description: 'skip a check: leak:COLUMN or identifier:COLUMN; repeatable',
      repeats: true
    },
    {
      flags: '--seed <number>',
      description: 'random seed of the split and every other choice (default: 42)',
      parse: wholeNumber(0, 2 ** 32 - 1)
    }
  ],
  examples: [
    ['train --data data/customer_churn_synth.csv', 'by the spec beside the table'],
    ['train --data any.csv --target churned --positive yes', 'without a spec'],
    ['train --data data/titanic.csv --family gbdt --trials 30', 'with a search for parameters'],
    [
      'train --data data/adult_synth.csv --mitigate reweighing:sex',
      'with a smaller gap between the sexes'
    ]
  ],
  exits: [
    [
      3,
      'the bundle is written, but its ROC-AUC is under the gate of the spec; or nothing is, as no model is as fast as --max-score-us'
    ]
  ],
  async run(options, io) {
    const { runTrain } = await import('./run.ts');
    return runTrain(options, io);
  }
};

function thresholdRule(text: string): ThresholdRule {
  if (text === 'f1' || text === 'youden') return text;
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && value <= 1))
    throw new InvalidArgumentError('expected a number from 0 to 1, f1 or youden');
  return value;
}

function mitigationOf(text: string): Mitigation {
  const colon = text.indexOf(':');
  const method = MITIGATION_METHODS.find(name => name === text.slice(0, colon));
  if (method === undefined || colon + 1 === text.length)
    throw new InvalidArgumentError('expected reweighing:COLUMN or thresholds:COLUMN');
  return { method, column: text.slice(colon + 1) };
}

function duration(text: string): number {
  const seconds = parseDuration(text);
  if (seconds === undefined)
    throw new InvalidArgumentError('expected a duration like 90s, 5m or 1h');
  return seconds;
}

function share(text: string): number {
  const value = positiveNumber(text);
  if (value >= 1) throw new InvalidArgumentError('expected a number between 0 and 1');
  return value;
}
