import type { SearchLimits, Trial } from '@espalier/core/contracts';

/** The trials done so far, stored so that an interrupted run can resume. */
export interface TrialRecord {
  find(family: string, trial: number, rung: number): Trial | undefined;
  add(trial: Trial): Promise<void>;
  /** Seconds that the trials of a family took. */
  spent(family: string): number;
}

/** The place of a trial in a record. */
function placeOf(family: string, trial: number, rung: number): string {
  return `${family}/${trial}/${rung}`;
}

/** A record in memory; `keep` stores each new trial beyond the process. */
export function createRecord(
  done: readonly Trial[] = [],
  keep: (trial: Trial) => Promise<void> = () => Promise.resolve()
): TrialRecord {
  const trials = new Map(
    done.map(trial => [placeOf(trial.family, trial.trial, trial.rung), trial])
  );
  return {
    find: (family, trial, rung) => trials.get(placeOf(family, trial, rung)),
    async add(trial) {
      await keep(trial);
      trials.set(placeOf(trial.family, trial.trial, trial.rung), trial);
    },
    spent: family =>
      [...trials.values()].reduce(
        (sum, trial) => (trial.family === family ? sum + trial.seconds : sum),
        0
      )
  };
}

export interface SearchSettings {
  readonly limits: SearchLimits;
  readonly record: TrialRecord;
  /** Whether only recorded trials count: the search ends where the record ends. */
  readonly isReplay?: boolean;
  /** Milliseconds of a clock that never runs backwards. */
  readonly clock: () => number;
}
