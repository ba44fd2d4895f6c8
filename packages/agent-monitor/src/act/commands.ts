import type { ActionName, AgentPolicy } from '@espalier/core/contracts';
import type { Action, Plan } from '../decide/plan.ts';
import type { Executor } from './execute-plan.ts';

/** Names and addresses that commands use. */
export interface CommandContext {
  /** Path of the plan. */
  readonly plan: string;
  /** Folder of the served bundle. */
  readonly bundle: string;
  /** Training table; a shell variable if unknown. */
  readonly data?: string;
  /** Origin of the server. */
  readonly server?: string;
}

/** A new latency limit is this multiple of the latest latency. */
const HEADROOM = 1.1;

/** A shell command that performs an action; a comment line if there is nothing to run. */
export function suggestCommand(
  name: ActionName,
  plan: Plan,
  { plan: file, bundle, data = '"$DATA"', server = 'http://127.0.0.1:8000' }: CommandContext
): string {
  switch (name) {
    case 'do_nothing':
      return '# nothing to run';
    case 'page_oncall=false':
      return '# nobody is paged';
    case 'open_incident':
      return `gh issue create --title ${quoteForShell(titleOf(plan))} --body-file ${quoteForShell(file)}`;
    case 'trigger_retraining':
      return `npx train --data ${data === '"$DATA"' ? data : quoteForShell(data)} --spec ${quoteForShell(`${bundle}/dataset.yaml`)} --outdir ${quoteForShell(bundle)} && ${reload(server)}`;
    case 'roll_back_model':
      return `cp -a "$PREVIOUS_BUNDLE"/. ${quoteForShell(bundle)}/ && ${reload(server)}`;
    case 'raise_thresholds':
      return `printf 'warn: { latency_p95_ms: ${higherLimit(plan)} }\\n' > agent_policy.yaml && npx agent-monitor --policy agent_policy.yaml --metrics "$METRICS" --drift "$DRIFT"`;
  }
}

function reload(server: string): string {
  return `curl -fsS -X POST -H "Authorization: Bearer $ESPALIER_ADMIN_TOKEN" ${quoteForShell(`${server}/model/reload`)}`;
}

function titleOf({ status, findings }: Plan): string {
  const figures = findings.slice(0, 2).flatMap(finding => Object.entries(finding));
  const drops = figures.flatMap(([name, value]) =>
    typeof value === 'number' ? [`${name} ${value}`] : []
  );
  return [`Model is ${status}`, ...drops].join(', ');
}

/** The latest latency with headroom, rounded up to ten milliseconds. */
function higherLimit({ findings }: Plan): number {
  return Math.ceil((HEADROOM * (findings[2].latency_p95_ms ?? 0)) / 10) * 10;
}

/** Quote a word for a POSIX shell. */
export function quoteForShell(word: string): string {
  return /^[A-Za-z0-9_./:@%+=-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** An executor that only shows commands; those of the policy win over the built-in ones. */
export function createDryRun(
  policy: AgentPolicy,
  context: CommandContext,
  show: (action: Action, command: string) => void
): Executor {
  return {
    execute(action, plan) {
      const command = policy.commands?.[action.do] ?? suggestCommand(action.do, plan, context);
      show(action, command);
      return Promise.resolve({ result: 'shown', note: command });
    }
  };
}
