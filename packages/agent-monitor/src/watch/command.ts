import { type CommandSpec, duration, wholeNumber } from '@espalier/cli';
import { ROUND_OPTIONS } from './round-options.ts';
import type { WatchOptions } from './server.ts';

export const watchCommand: CommandSpec<WatchOptions> = {
  name: 'watch',
  summary: 'Plan again and again until a signal ends it.',
  prefix: 'ESPALIER_AGENT_MONITOR_WATCH',
  options: [
    {
      flags: '--every <duration>',
      description: 'time between two rounds: 30s, 5m, 2h; a tenth more or less, by chance',
      parse: duration,
      default: 300
    },
    ...ROUND_OPTIONS,
    {
      flags: '--port <number>',
      description: 'serve /metrics and /healthz of the agent itself there; 0 takes a free port',
      parse: wholeNumber(0, 65_535)
    },
    {
      flags: '--host <address>',
      description: 'address to listen on',
      default: '127.0.0.1'
    }
  ],
  examples: [
    [
      'agent-monitor watch --every 5m --metrics m.jsonl --drift d.json',
      'a plan every five minutes'
    ],
    [
      'agent-monitor watch --metrics m.jsonl --drift d.json --live http://127.0.0.1:8000/metrics --port 9110',
      "with the server's own latency, and metrics of the agent"
    ]
  ],
  exits: [[130, 'ended by Ctrl-C; SIGTERM ends with 0']],
  async run(options, io) {
    const { watch } = await import('./server.ts');
    return watch(options, io);
  }
};
