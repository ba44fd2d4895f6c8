import type { Action, Plan } from '../decide/plan.ts';

/** What became of an action. */
export interface Outcome {
  readonly result: 'done' | 'shown' | 'refused' | 'failed';
  /** One line for the journal and for people. */
  readonly note: string;
}

/** Whoever carries out actions. The agent itself has none but those that show what a person would do. */
export interface Executor {
  execute(action: Action, plan: Plan): Promise<Outcome>;
}

/** What happened to one action of a plan. */
export interface ActionResult {
  readonly action: Action;
  readonly outcome: Outcome;
}

/**
 * Hand every action of a plan to the executor, one after the other and in order. An action that fails or is refused ends it: the
 * next ones rest on it.
 */
export async function executePlan(plan: Plan, executor: Executor): Promise<ActionResult[]> {
  const results: ActionResult[] = [];
  for (const action of plan.actions) {
    const outcome = await executor.execute(action, plan);
    results.push({ action, outcome });
    if (outcome.result === 'failed' || outcome.result === 'refused') break;
  }
  return results;
}
