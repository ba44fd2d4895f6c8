import { type CommandSpec, numberOver } from '@espalier/cli';
import { POLICY_NAMES } from './compare/policies.ts';
import { type DriftOptions } from './run.ts';

export const driftCommand: CommandSpec<DriftOptions> = {
  name: 'drift',
  summary: 'Compare new data with the data a model was trained on, column by column.',
  prefix: 'ESPALIER_DRIFT',
  options: [
    {
      flags: '--ref <source>',
      description:
        'reference: a table (CSV, Parquet, JSON Lines; a pattern like "2026-*.csv" for several files), the folder of a bundle, a profile.json, or the address of a live profile',
      required: true
    },
    { flags: '--new <source>', description: 'what is new, in any of these forms', required: true },
    {
      flags: '--spec <file>',
      description:
        'dataset spec; else that of the bundle, else the YAML beside either table, else kinds are inferred'
    },
    {
      flags: '--bundle <folder>',
      description:
        'model whose scores, importances and expected performance are looked at; a bundle given as --ref or --new is taken'
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
    { flags: '--junit <file>', description: 'a test case a column, as JUnit XML, too' },
    {
      flags: '--prometheus <file>',
      description: "gauges for the textfile collector of Prometheus' node exporter, too"
    },
    { flags: '--markdown <file>', description: 'a summary for a pull request, too' },
    {
      flags: '--skip-domain',
      description: 'do not train trees that try to tell new rows from old ones',
      default: false
    },
    { flags: '--fail-on-drift', description: 'exit with 3 when there is drift', default: false }
  ],
  examples: [
    [
      'drift --ref data/churn_ref_sample.csv --new data/churn_shifted_sample.csv',
      'writes artifacts/drift_report.json'
    ],
    ['drift --ref a.csv --new b.csv --html drift.html', 'a page to look at'],
    ['drift --ref artifacts/ --new today.parquet', 'against what the model was trained on'],
    [
      'drift --ref artifacts/ --new http://127.0.0.1:8000/models/churn/profile',
      'live traffic; ESPALIER_ADMIN_TOKEN is sent'
    ],
    ['drift --ref a.csv --new b.csv --fail-on-drift', 'for a pipeline that must stop']
  ],
  exits: [[3, 'done, and there is drift (with --fail-on-drift)']],
  async run(options, io) {
    const { runDrift } = await import('./run.ts');
    return runDrift(options, io);
  }
};
