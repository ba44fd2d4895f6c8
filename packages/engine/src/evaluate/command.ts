import { type CommandSpec, refuseValue } from '@espalier/cli';
import { parseTime } from '@espalier/core/names';
import type { EvaluateOptions } from './run.ts';

export const evaluateCommand: CommandSpec<EvaluateOptions> = {
  name: 'evaluate',
  summary: 'Measure a model on rows whose outcome is known by now, and compare with its training.',
  prefix: 'ESPALIER_EVALUATE',
  options: [
    { flags: '--bundle <folder>', description: 'model to measure', default: 'artifacts' },
    {
      flags: '--data <file>',
      description:
        'labelled table: CSV, Parquet or JSON Lines, or a quoted pattern like "2026-*.csv"; rows without a label are left out',
      required: true
    },
    {
      flags: '--read <key=value>',
      description:
        'how this table is written, where it is not as that of the training: missing_values=NULL or header_line=3; repeatable',
      repeats: true
    },
    {
      flags: '--since <time>',
      description: 'only rows from this time on, like 2026-08-01 or 2026-08-01T12:00:00Z',
      parse: time
    },
    { flags: '--until <time>', description: 'only rows before this time', parse: time },
    {
      flags: '--time <column>',
      description: 'column with the time of each row (default: time of the dataset spec)'
    },
    {
      flags: '--append <file>',
      description: 'append a line to this metrics history, for agent-monitor'
    },
    {
      flags: '--ts <time>',
      description: 'time of that line (default: the end of the window, else now)',
      parse: time
    },
    {
      flags: '--audit <path>',
      description:
        'audit log of the server, or its folder: latency and errors of the window go into the line'
    },
    {
      flags: '--server <url>',
      description: 'running server: latency and errors from its /metrics go into the line'
    },
    {
      flags: '--on-bad <policy>',
      description: 'labelled rows that cannot be scored: reject them all, or skip them',
      choices: ['reject', 'skip'],
      default: 'reject'
    },
    {
      flags: '--gate <roc_auc>',
      description: 'exit with 3 when the ROC-AUC is under this, or cannot be told',
      parse: share
    },
    { flags: '--out <file>', description: 'also write the result as JSON' }
  ],
  examples: [
    ['evaluate --data july.csv', 'with the bundle in artifacts/'],
    [
      'evaluate --data july.csv --append metrics_history.jsonl --audit audit_logs',
      'a line for agent-monitor'
    ],
    [
      'evaluate --data labels.parquet --time seen --since 2026-07-01 --until 2026-08-01',
      'a window of the table'
    ],
    ['evaluate --data july.csv --gate 0.8', 'stop a pipeline when the model is worse']
  ],
  exits: [[3, 'done, and the ROC-AUC is under --gate']],
  async run(options, io) {
    const { runEvaluate } = await import('./run.ts');
    return runEvaluate(options, io);
  }
};

/** Milliseconds since 1970. */
function time(text: string): number {
  const found = parseTime(text);
  if (found === undefined)
    throw refuseValue('expected a time like 2026-08-01 or 2026-08-01T12:00:00Z');
  return found / 1000;
}

function share(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && value <= 1))
    throw refuseValue('expected a number from 0 to 1');
  return value;
}
