import { type Action, type Plan } from '../plan.ts';

/** What became of an action. */
export interface Outcome {
  readonly result: 'done' | 'shown' | 'refused' | 'failed';
  /** One line for the journal and for people. */
  readonly note: string;
}

/** Whoever carries out actions. The agent itself has none but those that show what a person would do. */
export interface Effects {
  perform(action: Action, plan: Plan): Promise<Outcome>;
}

/** What happened to one action of a plan. */
export interface Performed {
  readonly action: Action;
  readonly outcome: Outcome;
}

/**
 * Hand every action of a plan to the effects, one after the other and in order. An action that fails or is refused ends it: the
 * next ones rest on it.
 */
export async function carryOut(plan: Plan, effects: Effects): Promise<Performed[]> {
  const performed: Performed[] = [];
  for (const action of plan.actions) {
    const outcome = await effects.perform(action, plan);
    performed.push({ action, outcome });
    if (outcome.result === 'failed' || outcome.result === 'refused') break;
  }
  return performed;
}
