import { type CommandSpec, duration } from '@espalier/cli';
import { backtestCommand } from './backtest/command.ts';
import { NOW_OPTION, ROUND_OPTIONS } from './watch/round-options.ts';
import type { AgentMonitorOptions } from './run.ts';
import { watchCommand } from './watch/command.ts';

export const agentMonitorCommand: CommandSpec<AgentMonitorOptions> = {
  name: 'agent-monitor',
  summary:
    'Turn a metrics history and a drift report into a plan: a status (healthy, warn, critical) and actions.',
  prefix: 'ESPALIER_AGENT_MONITOR',
  options: [
    ...ROUND_OPTIONS,
    {
      flags: '--max-age <duration>',
      description:
        'an older history or drift report cannot tell how the model does: 30m, 6h, 2d (default: any age will do)',
      parse: duration
    },
    NOW_OPTION,
    {
      flags: '--fail-on <level>',
      description: 'exit with 3 if the status is this or worse',
      choices: ['warn', 'critical']
    }
  ],
  subcommands: [backtestCommand, watchCommand],
  examples: [
    [
      'agent-monitor --metrics data/metrics_history.jsonl --drift data/drift_latest.json',
      'writes artifacts/agent_plan.yaml'
    ],
    ['agent-monitor --metrics m.jsonl --drift d.json --fail-on critical', 'fails a pipeline'],
    ['agent-monitor --metrics m.jsonl --drift d.json --dry-run', 'prints the commands too'],
    ['agent-monitor --metrics m.jsonl --drift d.json --json', 'prints the plan too']
  ],
  exits: [[3, 'done, and the status reached --fail-on']],
  async run(options, io) {
    const { runAgentMonitor } = await import('./run.ts');
    return runAgentMonitor(options, io);
  }
};
