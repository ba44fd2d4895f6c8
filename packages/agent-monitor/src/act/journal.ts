import { sha256 } from '@espalier/core/files';
import { answerOf, type Plan } from '../plan.ts';
import { type Performed } from './effects.ts';

/** One line of the journal: what was decided, on what, and what became of it. */
export interface JournalEntry {
  readonly time: string;
  readonly status: Plan['status'];
  /** sha256 of the plan with its evidence: the same for the same input. */
  readonly plan_sha256: string;
  readonly actions: readonly {
    readonly do: string;
    readonly because: string;
    readonly result: string;
    readonly note: string;
  }[];
}

/** The entry of a plan. Actions that nobody was asked to carry out are `planned`. */
export function journalEntry(plan: Plan, performed: readonly Performed[], now: Date): JournalEntry {
  return {
    time: now.toISOString(),
    status: plan.status,
    plan_sha256: sha256(JSON.stringify(answerOf(plan))),
    actions: plan.actions.map(action => {
      const outcome = performed.find(entry => entry.action === action)?.outcome;
      return {
        do: action.do,
        because: action.because,
        result: outcome?.result ?? 'planned',
        note: outcome?.note ?? ''
      };
    })
  };
}
