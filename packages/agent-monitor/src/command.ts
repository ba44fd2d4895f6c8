import type { CommandSpec } from '@espalier/cli';
import { backtestCommand } from './backtest/command.ts';
import { ROUND_OPTIONS } from './watch/round-options.ts';
import type { AgentMonitorOptions } from './run.ts';
import { watchCommand } from './watch/command.ts';

export const agentMonitorCommand: CommandSpec<AgentMonitorOptions> = {
  name: 'agent-monitor',
  summary:
    'Turn a metrics history and a drift report into a plan: healthy, warn or critical, and what to do.',
  prefix: 'ESPALIER_AGENT_MONITOR',
  options: [
    ...ROUND_OPTIONS,
    {
      flags: '--fail-on <level>',
      description: 'exit with 3 when the status is this or worse',
      choices: ['warn', 'critical']
    }
  ],
  subcommands: [backtestCommand, watchCommand],
  examples: [
    [
      'agent-monitor --metrics data/metrics_history.jsonl --drift data/drift_latest.json',
      'writes artifacts/agent_plan.yaml'
    ],
    [
      'agent-monitor --metrics m.jsonl --drift d.json --fail-on critical',
      'for a pipeline that must stop'
    ],
    ['agent-monitor --metrics m.jsonl --drift d.json --dry-run', 'and what a person would run'],
    ['agent-monitor --metrics m.jsonl --drift d.json --json', 'the plan on standard output, too']
  ],
  exits: [[3, 'done, and the status is at or over --fail-on']],
  async run(options, io) {
    const { runAgentMonitor } = await import('./run.ts');
    return runAgentMonitor(options, io);
  }
};
