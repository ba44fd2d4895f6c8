import { sha256 } from '@espalier/core/files';
import { type Plan, toPlanAnswer } from '../decide/plan.ts';
import type { ActionResult } from './execute-plan.ts';

/** One line of the journal: a decision, the hash of its plan, and the outcome of each action. */
export interface JournalEntry {
  readonly time: string;
  readonly status: Plan['status'];
  /** sha256 of the plan with its evidence; equal inputs give equal hashes. */
  readonly plan_sha256: string;
  readonly actions: readonly {
    readonly do: string;
    readonly because: string;
    readonly result: string;
    readonly note: string;
  }[];
}

/** The journal entry of a plan. Actions that were not executed are `planned`. */
export function journalEntry(
  plan: Plan,
  results: readonly ActionResult[],
  now: Date
): JournalEntry {
  return {
    time: now.toISOString(),
    status: plan.status,
    plan_sha256: sha256(JSON.stringify(toPlanAnswer(plan))),
    actions: plan.actions.map(action => {
      const outcome = results.find(entry => entry.action === action)?.outcome;
      return {
        do: action.do,
        because: action.because,
        result: outcome?.result ?? 'planned',
        note: outcome?.note ?? ''
      };
    })
  };
}
