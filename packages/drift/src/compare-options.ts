import { numberOver, type OptionSpec } from '@espalier/cli';
import { POLICY_NAMES } from './compare/policies.ts';

/** Options shared by a plain run and `watch`. */
export const COMPARE_OPTIONS: readonly OptionSpec[] = [
  {
    flags: '--ref <source>',
    description:
      'reference: a table (CSV, Parquet, JSON Lines; a pattern like "2026-*.csv" for several files), the folder of a bundle, a profile.json, or the address of a live profile',
    required: true
  },
  { flags: '--new <source>', description: 'new data, in any of these forms', required: true },
  {
    flags: '--since <profile>',
    description:
      'an earlier reading of the live profile given as --new: only the rows since then are compared'
  },
  {
    flags: '--season <period>',
    description:
      'compare with the rows of the reference that are of the same weekdays and hours (week); UTC',
    choices: ['week']
  },
  {
    flags: '--time <column>',
    description: 'column with the time of each row (default: time of the dataset spec)'
  },
  {
    flags: '--spec <file>',
    description:
      'dataset spec (default: that of the bundle, else the YAML beside either table, else inferred)'
  },
  {
    flags: '--bundle <folder>',
    description:
      'model whose scores, importances and expected performance are compared (default: the bundle given as --ref or --new)'
  },
  {
    flags: '--threshold <psi>',
    description: 'PSI over which a column drifts (default: that of the spec, else 0.2)',
    parse: numberOver(0)
  },
  {
    flags: '--policy <name>',
    description:
      'overall drift needs any drifting column, half of them (share), or the mean PSI over the threshold',
    choices: POLICY_NAMES,
    default: 'any'
  },
  {
    flags: '--bad-cells <what>',
    description:
      'cells of number and date columns that hold something else: a bin of their own, with a finding (count), or an error (reject)',
    choices: ['count', 'reject'],
    default: 'count'
  },
  {
    flags: '--block <column>',
    description:
      'column whose equal values (or times of one day) mark rows that depend on each other, such as those of a customer: they are resampled together'
  },
  {
    flags: '--out <file>',
    description: 'path of the report, as JSON',
    default: 'artifacts/drift_report.json'
  },
  { flags: '--html <file>', description: 'also write a page with the verdict and figures' },
  { flags: '--junit <file>', description: 'also write JUnit XML, a test case per column' },
  {
    flags: '--prometheus <file>',
    description: "also write gauges for the textfile collector of Prometheus' node exporter"
  },
  { flags: '--markdown <file>', description: 'also write a summary for a pull request' },
  {
    flags: '--skip-domain',
    description: 'skip the domain classifier, which tells new rows from reference rows',
    default: false
  }
];
