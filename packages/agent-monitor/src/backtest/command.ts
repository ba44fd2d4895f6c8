import type { CommandSpec } from '@espalier/cli';
import type { BacktestOptions } from './run.ts';

export const backtestCommand: CommandSpec<BacktestOptions> = {
  name: 'backtest',
  summary:
    'Replay a policy over a metrics history: what it would have said, and what other limits would.',
  prefix: 'ESPALIER_AGENT_MONITOR_BACKTEST',
  options: [
    {
      flags: '--metrics <file>',
      description: 'metrics history: JSONL, a point a line',
      required: true
    },
    { flags: '--policy <file>', description: 'other limits than the built-in ones, as YAML' },
    {
      flags: '--drift <file>',
      description: 'drift report that is taken to hold all the time; else there is no drift'
    },
    {
      flags: '--what-if <limit=value>',
      description:
        'replay with another limit, too, like warn.roc_auc_drop_pct=2; else each limit is tried at half and twice its value',
      repeats: true
    },
    { flags: '--html <file>', description: 'a page with a plot and the tables, too' }
  ],
  examples: [
    ['agent-monitor backtest --metrics data/metrics_history.jsonl', 'the built-in rules'],
    [
      'agent-monitor backtest --metrics m.jsonl --policy p.yaml --html backtest.html',
      'a policy before it is switched on'
    ],
    [
      'agent-monitor backtest --metrics m.jsonl --what-if warn.latency_p95_ms=450',
      'one other limit'
    ]
  ],
  async run(options, io) {
    const { runBacktest } = await import('./run.ts');
    return runBacktest(options, io);
  }
};
