import { type CommonOptions, type Io, styleOf } from '@espalier/cli';
import {
  type AgentPolicy,
  agentPolicySchema,
  parseAgentPolicy,
  PLAN_STATUSES
} from '@espalier/core';
import { readText, writeAtomic } from '@espalier/core/io';
import { badLines } from './bad-lines.ts';
import { fileOf, type Plan, planActions } from './plan.ts';
import { readDrift } from './read-drift.ts';
import { readHistory } from './read-history.ts';
import { signalsOf } from './signals.ts';
import { toYaml } from './to-yaml.ts';

export interface AgentMonitorOptions extends CommonOptions {
  readonly metrics: string;
  readonly drift: string;
  readonly out: string;
  readonly policy?: string;
  readonly failOn?: 'warn' | 'critical';
}

/** Read the files, plan, write the plan; gives the exit code. */
export async function runAgentMonitor(options: AgentMonitorOptions, io: Io): Promise<number> {
  const policy = await readPolicy(options.policy);
  const history = readHistory(await readText(options.metrics), options.metrics);
  const report = readDrift(await readText(options.drift), options.drift);
  const plan = planActions(signalsOf(history, report, policy.window_days), policy);
  await writeAtomic(options.out, toYaml(fileOf(plan)));
  tell([...badLines(history, options.metrics), ...proseOf(plan, options.out, io)], io);
  if (options.json) io.stdout.write(`${JSON.stringify(fileOf(plan))}\n`);
  const { failOn } = options;
  if (failOn === undefined || !isAtOrOver(plan, failOn)) return 0;
  tell([`Exit code 3: the status is at or over --fail-on ${failOn}`], io);
  return 3;
}

async function readPolicy(path: string | undefined): Promise<AgentPolicy> {
  return path === undefined
    ? agentPolicySchema.parse({})
    : parseAgentPolicy(await readText(path), path);
}

function isAtOrOver({ status }: Plan, level: 'warn' | 'critical'): boolean {
  return PLAN_STATUSES.indexOf(status) >= PLAN_STATUSES.indexOf(level);
}

function proseOf({ status, rationale, actions }: Plan, out: string, io: Io): string[] {
  const style = styleOf(io);
  const paint = { healthy: style.green, warn: style.yellow, critical: style.red }[status];
  return [
    `${paint(style.bold(status))}: ${rationale}`,
    ...actions.map(action => `  ${action.do}: ${action.because}`),
    style.dim(`Wrote ${out}`)
  ];
}

function tell(lines: readonly string[], io: Io): void {
  for (const line of lines) io.stderr.write(`${line}\n`);
}
