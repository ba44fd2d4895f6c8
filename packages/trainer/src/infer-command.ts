import type { CommandSpec } from '@espalier/cli';
import { TABLE_OPTIONS } from './table-options.ts';
import type { InferOptions } from './run-infer.ts';

export const inferCommand: CommandSpec<InferOptions> = {
  name: 'infer',
  summary:
    'Infer the kinds of the columns of a table and write them as a dataset spec; trains nothing.',
  prefix: 'ESPALIER_INFER',
  options: [
    { flags: '--data <file>', description: 'table: CSV, Parquet or JSON Lines', required: true },
    { flags: '--target <column>', description: 'column to predict', required: true },
    { flags: '--positive <value>', description: 'value of the target that means yes' },
    ...TABLE_OPTIONS,
    {
      flags: '--out <file>',
      description: 'file for the spec, - for standard output (default: beside the table, as .yaml)'
    },
    { flags: '--force', description: 'overwrite the file', default: false }
  ],
  examples: [
    [
      'infer --data churn.csv --target churned',
      'writes churn.yaml, which train, drift and score find'
    ],
    ['infer --data export.csv --target y --read encoding=windows-1252 --out -', 'prints it']
  ],
  async run(options, io) {
    const { runInfer } = await import('./run-infer.ts');
    return runInfer(options, io);
  }
};
