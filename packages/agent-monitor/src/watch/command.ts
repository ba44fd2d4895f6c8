import { type CommandSpec, duration, watchOptions } from '@espalier/cli';
import { ROUND_OPTIONS } from './round-options.ts';
import type { WatchOptions } from './server.ts';

export const watchCommand: CommandSpec<WatchOptions> = {
  name: 'watch',
  summary: 'Plan at intervals until a signal stops it.',
  prefix: 'ESPALIER_AGENT_MONITOR_WATCH',
  options: [
    ...watchOptions(300, 'the agent itself'),
    ...ROUND_OPTIONS,
    {
      flags: '--max-age <duration>',
      description: 'an older history or drift report cannot tell how the model does: 30m, 6h, 2d',
      parse: duration,
      default: 6 * 3600
    }
  ],
  examples: [
    ['agent-monitor watch --every 5m --metrics m.jsonl --drift d.json', 'plans every five minutes'],
    [
      'agent-monitor watch --metrics m.jsonl --drift d.json --live http://127.0.0.1:8000/metrics --port 9110',
      'adds the latency of the server, and serves metrics of the agent'
    ]
  ],
  exits: [[130, 'stopped by Ctrl-C; SIGTERM exits with 0']],
  async run(options, io) {
    const { watchPlans } = await import('./server.ts');
    return watchPlans(options, io);
  }
};
