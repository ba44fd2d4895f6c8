import { type CommonOptions, type Io, styleOf } from '@espalier/cli';
import {
  type AgentPolicy,
  agentPolicySchema,
  parseAgentPolicy,
  PLAN_STATUSES
} from '@espalier/core/contracts';
import { appendFlushed, checkWritableFile, readText, writeAtomic } from '@espalier/core/files';
import type { ActionResult } from './act/execute-plan.ts';
import { toYaml } from './act/to-yaml.ts';
import { type Plan, planActions, toAgentPlan, toPlanAnswer } from './decide/plan.ts';
import { computeSignals, type Signals } from './decide/signals.ts';
import { formatBadLines, formatFuture } from './observe/bad-lines.ts';
import { type Memory, NO_MEMORY, observe, type Sources } from './observe/observe.ts';

export interface AgentMonitorOptions extends CommonOptions, Sources {
  readonly out: string;
  readonly policy?: string;
  readonly failOn?: 'warn' | 'critical';
  readonly dryRun: boolean;
  readonly journal?: string;
  readonly bundle: string;
  readonly data?: string;
  readonly llm: boolean;
  readonly llmTimeout: number;
  /** Stands for the present, in milliseconds since 1970. */
  readonly now?: number;
}

/** Observe, decide and write the plan. Returns the exit code. */
export async function runAgentMonitor(options: AgentMonitorOptions, given: Io): Promise<number> {
  const io = atTime(options.now, given);
  const { plan } = await runOnce(options, io, NO_MEMORY);
  const { failOn } = options;
  if (failOn === undefined || !isAtOrOver(plan, failOn)) return 0;
  printLines([`Exit code 3: the status reached --fail-on ${failOn}`], io);
  return 3;
}

/** The world with another present. */
export function atTime(now: number | undefined, io: Io): Io {
  return now === undefined ? io : { ...io, now: () => new Date(now) };
}

/** One round of `watch`, and the whole of a plain run. */
export async function runOnce(
  options: AgentMonitorOptions,
  io: Io,
  memory: Memory,
  signal?: AbortSignal
): Promise<{ readonly plan: Plan; readonly memory: Memory; readonly isBlind: boolean }> {
  const policy = await readPolicy(options.policy);
  for (const path of [options.out, options.journal])
    if (path !== undefined) await checkWritableFile(path);
  const rewrite = options.llm ? await createRewrite(options.llmTimeout, io, signal) : undefined;
  const now = io.now();
  const tokens = {
    server: io.env['ESPALIER_ADMIN_TOKEN'] || undefined,
    prometheus: io.env['ESPALIER_PROMETHEUS_TOKEN'] || undefined
  };
  const observation = await observe(options, policy, { now, tokens, memory });
  const { history, report, operation, notes, stale, series } = observation;
  const signals = computeSignals(history, report, policy.window_days, operation, {
    stale,
    series
  });
  const decided = planActions(signals, policy);
  const { plan, failure } = (await rewrite?.(decided)) ?? { plan: decided };
  await writeAtomic(options.out, toYaml(toAgentPlan(plan)));
  printLines(
    [
      ...formatBadLines(history, options.metrics ?? ''),
      ...formatFuture(history, options.metrics ?? ''),
      ...formatUnused(signals),
      ...notes,
      ...(failure === undefined
        ? []
        : [`Kept the built-in rationale, not the language model's: ${failure}`]),
      ...formatPlan(plan, options.out, io)
    ],
    io
  );
  const results = options.dryRun ? await showCommands(plan, policy, options, io) : [];
  if (options.journal !== undefined) {
    const { journalEntry } = await import('./act/journal.ts');
    await appendFlushed(options.journal, `${JSON.stringify(journalEntry(plan, results, now))}\n`);
  }
  if (options.json) io.stdout.write(`${JSON.stringify(toPlanAnswer(plan))}\n`);
  return { plan, memory: observation.memory, isBlind: signals.cannotTell.length > 0 };
}

async function createRewrite(
  timeoutSeconds: number,
  { env }: Io,
  signal: AbortSignal | undefined
): Promise<(plan: Plan) => Promise<{ readonly plan: Plan; readonly failure?: string }>> {
  const { readModelSettings, rewritePlan } = await import('./decide/language-model.ts');
  const model = readModelSettings(env, timeoutSeconds);
  return plan => rewritePlan(plan, model, signal);
}

/** Print the command for each action. */
async function showCommands(
  plan: Plan,
  policy: AgentPolicy,
  { out, bundle, data, live }: AgentMonitorOptions,
  io: Io
): Promise<ActionResult[]> {
  const { createDryRun } = await import('./act/commands.ts');
  const { executePlan } = await import('./act/execute-plan.ts');
  const style = styleOf(io);
  printLines(['Dry run: nothing is executed. Commands for each action:'], io);
  const context = {
    plan: out,
    bundle,
    ...(data === undefined ? {} : { data }),
    ...(live === undefined ? {} : { server: new URL(live).origin })
  };
  return executePlan(
    plan,
    createDryRun(policy, context, (action, command) => {
      printLines([`  ${style.dim(`# ${action.do}: ${action.because}`)}`, `  ${command}`], io);
    })
  );
}

export async function readPolicy(path: string | undefined): Promise<AgentPolicy> {
  return path === undefined
    ? agentPolicySchema.parse({})
    : parseAgentPolicy(await readText(path), path);
}

export function isAtOrOver({ status }: Plan, level: 'warn' | 'critical'): boolean {
  return PLAN_STATUSES.indexOf(status) >= PLAN_STATUSES.indexOf(level);
}

function formatPlan({ status, rationale, actions }: Plan, out: string, io: Io): string[] {
  const style = styleOf(io);
  const paint = { healthy: style.green, warn: style.yellow, critical: style.red }[status];
  return [
    `${paint(style.bold(status))}: ${rationale}`,
    ...actions.map(action => `  ${action.do}: ${action.because}`),
    style.dim(`Wrote ${out}`)
  ];
}

/** Keys of the history that no rule reads although they look like a metric, and names of models that do not agree. */
function formatUnused({ sourceFindings }: Signals): string[] {
  return sourceFindings.flatMap(finding =>
    Object.entries(finding).flatMap(([name, value]) =>
      name === 'history_future_points' ? [] : [value].flat().map(text => `Note: ${text}`)
    )
  );
}

function printLines(lines: readonly string[], io: Io): void {
  for (const line of lines) io.stderr.write(`${line}\n`);
}
