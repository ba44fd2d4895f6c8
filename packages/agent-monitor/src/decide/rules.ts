import type { ActionName, AgentPolicy, PlanStatus } from '@espalier/core/contracts';

/** The clauses of the rules, in the order of their bits in a code. */
const CLAUSES = [
  'warn_auc',
  'warn_latency',
  'critical_auc',
  'critical_drift',
  'cannot_tell'
] as const;

export type ClauseName = (typeof CLAUSES)[number];

/** What the rules look at. A drop that is not known is NaN. */
export interface Facts {
  readonly rocAucDropPct: number;
  readonly prAucDropPct: number;
  /** Is p95 latency over the limit in both of the two latest points? */
  readonly isSlow: boolean;
  readonly overallDrift: boolean;
  readonly hasBrokenColumns: boolean;
  readonly isBlind: boolean;
}

/** Which clauses fire, as bits: a back-test asks for millions. */
export function encodeClauses(
  { rocAucDropPct: roc, prAucDropPct: pr, isSlow, overallDrift, isBlind }: Facts,
  { warn, critical }: AgentPolicy
): number {
  return (
    (reaches(roc, warn.roc_auc_drop_pct) ? 1 : 0) |
    (isSlow ? 2 : 0) |
    (reaches(roc, critical.roc_auc_drop_pct) ? 4 : 0) |
    (overallDrift && reaches(pr, critical.pr_auc_drop_pct) ? 8 : 0) |
    (isBlind ? 16 : 0)
  );
}

export const NUM_CODES = 1 << CLAUSES.length;

/** The clauses behind a code. */
export function decodeClauses(code: number): ReadonlySet<ClauseName> {
  return new Set(CLAUSES.filter((_, bit) => ((code >> bit) & 1) === 1));
}

/** Half a digit more than the sixth, to which drops are rounded before they are compared. */
const ROUNDING = 1e-6;

function reaches(dropPct: number, limit: number): boolean {
  // Rounding is slow, and matters only beside the limit.
  return Math.abs(dropPct - limit) > ROUNDING
    ? dropPct > limit
    : Number(dropPct.toFixed(6)) >= limit;
}

/** What the fired clauses come to. Critical wins over warn, and a model of which nothing can be told is not healthy. */
export function decideStatus(fired: ReadonlySet<ClauseName>): PlanStatus {
  if (fired.has('critical_auc') || fired.has('critical_drift')) return 'critical';
  return fired.size > 0 ? 'warn' : 'healthy';
}

type Causes = Pick<Facts, 'overallDrift' | 'hasBrokenColumns'>;

/** Without drift the data is unchanged, so the model is at fault: go back instead of retraining. */
function isRollbackDue(fired: ReadonlySet<ClauseName>, { overallDrift }: Causes): boolean {
  return fired.has('critical_auc') && !overallDrift;
}

/** Is retraining what the clauses ask for, were the data sound? */
export function isRetrainingDue(fired: ReadonlySet<ClauseName>, causes: Causes): boolean {
  return decideStatus(fired) === 'critical' ? !isRollbackDue(fired, causes) : fired.has('warn_auc');
}

/** The actions in the order in which to take them. */
export function listActions(fired: ReadonlySet<ClauseName>, causes: Causes): ActionName[] {
  const isBroken = causes.hasBrokenColumns;
  const status = decideStatus(fired);
  if (status === 'healthy') return ['do_nothing'];
  if (status === 'critical') {
    if (isRollbackDue(fired, causes))
      return ['open_incident', 'roll_back_model', 'page_oncall=false'];
    // Retraining on broken data does not help, and the incident is already open.
    return isBroken
      ? ['open_incident', 'page_oncall=false']
      : ['open_incident', 'trigger_retraining', 'page_oncall=false'];
  }
  const isRetraining = fired.has('warn_auc');
  return [
    ...(fired.has('cannot_tell') || (isRetraining && isBroken) ? (['open_incident'] as const) : []),
    ...(isRetraining && !isBroken ? (['trigger_retraining'] as const) : []),
    ...(fired.has('warn_latency') ? (['raise_thresholds'] as const) : [])
  ];
}
