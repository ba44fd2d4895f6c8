import type { CommandSpec } from '@espalier/cli';
import { COMPARE_OPTIONS } from './compare-options.ts';
import type { DriftOptions } from './run.ts';
import { watchCommand } from './watch/command.ts';

export const driftCommand: CommandSpec<DriftOptions> = {
  name: 'drift',
  summary: 'Compare new data with the data a model was trained on, column by column.',
  prefix: 'ESPALIER_DRIFT',
  options: [
    ...COMPARE_OPTIONS,
    {
      flags: '--fail-on-drift',
      description:
        'exit with 3 when columns drift, the labels shift, or they show that the model does worse',
      default: false
    }
  ],
  subcommands: [watchCommand],
  examples: [
    [
      'drift --ref data/churn_ref_sample.csv --new data/churn_shifted_sample.csv',
      'writes artifacts/drift_report.json'
    ],
    ['drift --ref a.csv --new b.csv --html drift.html', 'a page to look at'],
    ['drift --ref artifacts/ --new today.parquet', 'against the training data of a model'],
    [
      'drift --ref artifacts/ --new http://127.0.0.1:8000/models/churn/profile',
      'live traffic; ESPALIER_ADMIN_TOKEN is sent'
    ],
    [
      'drift --ref artifacts/ --new "http://127.0.0.1:8000/profile?since=24h"',
      'the traffic of the last day'
    ],
    ['drift --ref a.csv --new b.csv --fail-on-drift', 'stop a pipeline at drift']
  ],
  exits: [[3, 'done, and there is drift, of columns or by the labels (with --fail-on-drift)']],
  async run(options, io) {
    const { runDrift } = await import('./run.ts');
    return runDrift(options, io);
  }
};
