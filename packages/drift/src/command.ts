import { type CommandSpec, numberOver } from '@espalier/cli';
import { POLICY_NAMES } from './policies.ts';
import { type DriftOptions } from './run.ts';

export const driftCommand: CommandSpec<DriftOptions> = {
  name: 'drift',
  summary: 'Compare new data with the data a model was trained on, column by column.',
  prefix: 'ESPALIER_DRIFT',
  options: [
    {
      flags: '--ref <file>',
      description: 'reference table: CSV, Parquet or JSON Lines',
      required: true
    },
    { flags: '--new <file>', description: 'new table, with the same columns', required: true },
    {
      flags: '--spec <file>',
      description: 'dataset spec; else the YAML beside either table, else kinds are inferred'
    },
    {
      flags: '--threshold <psi>',
      description: 'PSI over which a column drifts (default: that of the spec, else 0.2)',
      parse: numberOver(0)
    },
    {
      flags: '--policy <name>',
      description:
        'what makes drift of the whole: any column, half of the columns (share), or the mean PSI',
      choices: POLICY_NAMES,
      default: 'any'
    },
    {
      flags: '--out <file>',
      description: 'where the report goes, as JSON',
      default: 'artifacts/drift_report.json'
    },
    { flags: '--html <file>', description: 'a page with the verdict and figures, too' },
    { flags: '--fail-on-drift', description: 'exit with 3 when there is drift', default: false }
  ],
  examples: [
    [
      'drift --ref data/churn_ref_sample.csv --new data/churn_shifted_sample.csv',
      'writes artifacts/drift_report.json'
    ],
    ['drift --ref a.csv --new b.csv --html drift.html', 'a page to look at'],
    ['drift --ref a.csv --new b.csv --fail-on-drift', 'for a pipeline that must stop']
  ],
  exits: [[3, 'done, and there is drift (with --fail-on-drift)']],
  async run(options, io) {
    const { runDrift } = await import('./run.ts');
    return runDrift(options, io);
  }
};
