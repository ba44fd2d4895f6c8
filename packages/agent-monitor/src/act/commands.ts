import type { ActionName, AgentPolicy } from '@espalier/core/contracts';
import type { Action, Plan } from '../decide/plan.ts';
import type { Executor } from './execute-plan.ts';

/** What commands are about. */
export interface CommandContext {
  /** The file that the plan is written to. */
  readonly plan: string;
  /** The folder of the bundle that is served. */
  readonly bundle: string;
  /** The table to train on; what is not known stands as a shell variable. */
  readonly data?: string;
  /** The address of the server. */
  readonly server?: string;
}

/** How far over the latest latency a new limit would lie. */
const HEADROOM = 1.1;

/** The command that a person would run for an action; a line that starts with # where there is nothing to run. */
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

/** The latest latency and a tenth, to the next ten milliseconds. */
function higherLimit({ findings }: Plan): number {
  return Math.ceil((HEADROOM * (findings[2].latency_p95_ms ?? 0)) / 10) * 10;
}

/** A word as a POSIX shell takes it. */
export function quoteForShell(word: string): string {
  return /^[A-Za-z0-9_./:@%+=-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** Effects that do nothing but tell the commands; those of the policy come before the built-in ones. */
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
