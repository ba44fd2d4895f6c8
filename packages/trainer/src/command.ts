import { type CommandSpec, numberOver, wholeNumber } from '@espalier/cli';
import { FAMILY_NAMES } from '@espalier/core';
import { InvalidArgumentError } from 'commander';
import { type TrainOptions } from './run.ts';

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
    { flags: '--target <column>', description: 'what to predict, for a table without a spec' },
    { flags: '--positive <value>', description: 'value of the target that means yes' },
    { flags: '--outdir <folder>', description: 'where the bundle goes', default: 'artifacts' },
    {
      flags: '--family <name>',
      description: 'family of models; auto keeps the best (default: logistic)',
      choices: FAMILY_NAMES
    },
    {
      flags: '--validation <share>',
      description: 'share of the rows to measure on (default: 0.2)',
      parse: share
    },
    {
      flags: '--allow <check>',
      description: 'let a check pass: leak:COLUMN or identifier:COLUMN; may be repeated',
      repeats: true
    },
    {
      flags: '--seed <number>',
      description: 'decides the split and every other choice (default: 42)',
      parse: wholeNumber(0, 2 ** 32 - 1)
    }
  ],
  examples: [
    ['train --data data/customer_churn_synth.csv', 'by the spec beside the table'],
    ['train --data any.csv --target churned --positive yes', 'without a spec']
  ],
  exits: [[3, 'the bundle is written, but its ROC-AUC is under the gate of the spec']],
  async run(options, io) {
    const { runTrain } = await import('./run.ts');
    return runTrain(options, io);
  }
};

function share(text: string): number {
  const value = positiveNumber(text);
  if (value >= 1) throw new InvalidArgumentError('expected a number between 0 and 1');
  return value;
}
