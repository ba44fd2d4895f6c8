import type { Action, Plan } from '../decide/plan.ts';

/** Outcome of one action. */
export interface Outcome {
  readonly result: 'done' | 'shown' | 'refused' | 'failed';
  /** One line for the journal and the user. */
  readonly note: string;
}

/** Executes actions. The agent itself only has one that shows commands. */
export interface Executor {
  execute(action: Action, plan: Plan): Promise<Outcome>;
}

/** An action of a plan with its outcome. */
export interface ActionResult {
  readonly action: Action;
  readonly outcome: Outcome;
}

/** Execute the actions of a plan in order. Stops at the first that fails or is refused: later ones depend on it. */
export async function executePlan(plan: Plan, executor: Executor): Promise<ActionResult[]> {
  const results: ActionResult[] = [];
  for (const action of plan.actions) {
    const outcome = await executor.execute(action, plan);
    results.push({ action, outcome });
    if (outcome.result === 'failed' || outcome.result === 'refused') break;
  }
  return results;
}
