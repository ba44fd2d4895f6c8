import { type CommandSpec, watchOptions } from '@espalier/cli';
import { COMPARE_OPTIONS } from '../compare-options.ts';
import type { DriftWatchOptions } from './server.ts';

export const watchCommand: CommandSpec<DriftWatchOptions> = {
  name: 'watch',
  summary: 'Compare at intervals until a signal stops it.',
  prefix: 'ESPALIER_DRIFT_WATCH',
  options: [
    ...watchOptions(3600, 'the comparisons'),
    ...COMPARE_OPTIONS,
    {
      flags: '--history <file>',
      description: 'append a line of JSON for each report to this file',
      default: 'artifacts/drift_history.jsonl'
    }
  ],
  examples: [
    [
      'drift watch --every 1h --ref artifacts/ --new "http://127.0.0.1:8000/profile?since=24h"',
      'the traffic of the last day, each hour'
    ],
    [
      'drift watch --ref a.csv --new "today-*.csv" --port 9111',
      'files as they come; serves metrics for Prometheus'
    ]
  ],
  exits: [[130, 'stopped by Ctrl-C; SIGTERM exits with 0']],
  async run(options, io) {
    const { watchDrift } = await import('./server.ts');
    return watchDrift(options, io);
  }
};
