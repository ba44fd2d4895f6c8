import type { CommandSpec } from '@espalier/cli';
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
    {
      flags: '--ignore <columns>',
      description: 'columns to leave out, by comma; repeatable',
      repeats: true
    },
    {
      flags: '--sensitive <columns>',
      description: 'columns that are no inputs, but whose groups are compared; repeatable',
      repeats: true
    },
    {
      flags: '--read <key=value>',
      description:
        'how the file is read, by a key of the spec: header_line=3, missing_values=NULL; repeatable',
      repeats: true
    },
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
