import type { CommandSpec } from '@espalier/cli';
import { NOW_OPTION } from '../watch/round-options.ts';
import type { BacktestOptions } from './run.ts';

export const backtestCommand: CommandSpec<BacktestOptions> = {
  name: 'backtest',
  summary: 'Replay a policy over a metrics history, with its limits and with changed ones.',
  prefix: 'ESPALIER_AGENT_MONITOR_BACKTEST',
  options: [
    {
      flags: '--metrics <file>',
      description: 'metrics history: JSON Lines, one point per line',
      required: true
    },
    {
      flags: '--policy <file>',
      description: 'policy file (YAML) that overrides the built-in limits'
    },
    {
      flags: '--drift <file>',
      description: 'drift report to assume throughout; without it, no drift'
    },
    {
      flags: '--what-if <limit=value>',
      description:
        'also replay with this limit changed, like warn.roc_auc_drop_pct=2; repeatable; default: each limit at half and at twice its value',
      repeats: true
    },
    { flags: '--html <file>', description: 'also write an HTML page with plots and tables' },
    NOW_OPTION
  ],
  examples: [
    ['agent-monitor backtest --metrics data/metrics_history.jsonl', 'replays the built-in rules'],
    [
      'agent-monitor backtest --metrics m.jsonl --policy p.yaml --html backtest.html',
      'tries a policy before you use it'
    ],
    [
      'agent-monitor backtest --metrics m.jsonl --what-if warn.latency_p95_ms=450',
      'changes one limit'
    ]
  ],
  async run(options, io) {
    const { runBacktest } = await import('./run.ts');
    return runBacktest(options, io);
  }
};
