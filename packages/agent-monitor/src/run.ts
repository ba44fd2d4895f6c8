import { type CommonOptions, type Io, styleOf } from '@espalier/cli';
import { EspalierError } from '@espalier/core';
import {
  type AgentPolicy,
  agentPolicySchema,
  parseAgentPolicy,
  PLAN_STATUSES
} from '@espalier/core/contracts';
import { appendFlushed, isUrl, readText, writeAtomic } from '@espalier/core/files';
import { createDryRun } from './act/commands.ts';
import { type ActionResult, executePlan } from './act/execute-plan.ts';
import { journalEntry } from './act/journal.ts';
import { computeSignals } from './decide/signals.ts';
import { formatBadLines } from './observe/bad-lines.ts';
import { type LanguageModel, rewritePlan } from './decide/language-model.ts';
import { type Memory, NO_MEMORY, observe, type Sources } from './observe/observe.ts';
import { type Plan, planActions, toAgentPlan, toPlanAnswer } from './decide/plan.ts';
import { toYaml } from './act/to-yaml.ts';

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
}

/** Observe, think, write the plan; gives the exit code. */
export async function runAgentMonitor(options: AgentMonitorOptions, io: Io): Promise<number> {
  const { plan } = await runOnce(options, io, NO_MEMORY);
  const { failOn } = options;
  if (failOn === undefined || !isAtOrOver(plan, failOn)) return 0;
  printLines([`Exit code 3: the status is at or over --fail-on ${failOn}`], io);
  return 3;
}

/** One round: what `watch` does again and again. */
export async function runOnce(
  options: AgentMonitorOptions,
  io: Io,
  memory: Memory,
  signal?: AbortSignal
): Promise<{ readonly plan: Plan; readonly memory: Memory }> {
  const policy = await readPolicy(options.policy);
  const model = options.llm ? languageModelOf(io, options.llmTimeout) : undefined;
  const now = io.now();
  const tokens = {
    server: io.env['ESPALIER_ADMIN_TOKEN'] || undefined,
    prometheus: io.env['ESPALIER_PROMETHEUS_TOKEN'] || undefined
  };
  const observation = await observe(options, policy, { now, tokens, memory });
  const { history, report, operation } = observation;
  const signals = computeSignals(history, report, policy.window_days, operation);
  const decided = planActions(signals, policy);
  const { plan, failure } =
    model === undefined
      ? { plan: decided, failure: undefined }
      : await rewritePlan(decided, model, signal);
  await writeAtomic(options.out, toYaml(toAgentPlan(plan)));
  printLines(
    [
      ...formatBadLines(history, options.metrics ?? ''),
      ...observation.notes,
      ...(failure === undefined
        ? []
        : [`The language model is left out, the rules' own text stands: ${failure}`]),
      ...formatPlan(plan, options.out, io)
    ],
    io
  );
  const results = options.dryRun ? await showPlan(plan, policy, options, io) : [];
  if (options.journal !== undefined)
    await appendFlushed(options.journal, `${JSON.stringify(journalEntry(plan, results, now))}\n`);
  if (options.json) io.stdout.write(`${JSON.stringify(toPlanAnswer(plan))}\n`);
  return { plan, memory: observation.memory };
}

/** Print for each action what a person would run. */
async function showPlan(
  plan: Plan,
  policy: AgentPolicy,
  { out, bundle, data, live }: AgentMonitorOptions,
  io: Io
): Promise<ActionResult[]> {
  const style = styleOf(io);
  printLines(['Dry run, nothing is carried out. A person would run:'], io);
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

/** From the environment alone: a key has no place on a command line. */
function languageModelOf({ env }: Io, seconds: number): LanguageModel {
  const baseUrl = env['ESPALIER_LLM_BASE_URL'] ?? '';
  const model = env['ESPALIER_LLM_MODEL'] ?? '';
  if (!isUrl(baseUrl) || model === '')
    throw new EspalierError(
      'E_USAGE',
      'Cannot use --llm: the environment does not say which language model',
      'Set ESPALIER_LLM_BASE_URL (like https://api.example.com/v1), ESPALIER_LLM_MODEL and, where the endpoint asks for one, ESPALIER_LLM_API_KEY'
    );
  return {
    baseUrl,
    model,
    key: env['ESPALIER_LLM_API_KEY'] || undefined,
    timeoutMs: 1000 * seconds
  };
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

function printLines(lines: readonly string[], io: Io): void {
  for (const line of lines) io.stderr.write(`${line}\n`);
}
