import type { ActionName, AgentPlan, AgentPolicy, PlanStatus } from '@espalier/core/contracts';
import { formatUnknown } from '../observe/unknown.ts';
import { collectEvidence, type Evidence } from './evidence.ts';
import { type Hypothesis, listHypotheses } from './hypotheses.ts';
import { describeChange, nameColumns, writeRationale } from './rationale.ts';
import { countDigits, firesAbove, firesAt } from './round-apart.ts';
import {
  type ClauseName,
  decideStatus,
  decodeClauses,
  encodeClauses,
  type Facts,
  isRetrainingDue,
  listActions
} from './rules.ts';
import { isOverLatency, round, type Signals } from './signals.ts';

/** One action, its reason and its evidence. */
export interface Action {
  readonly do: ActionName;
  readonly because: string;
  /** Clauses that request it; none if it follows from the status alone. */
  readonly clauses: readonly ClauseName[];
  readonly evidence: readonly Evidence[];
}

export interface Plan {
  readonly status: PlanStatus;
  readonly findings: AgentPlan['findings'];
  readonly actions: readonly Action[];
  readonly rationale: string;
  /** All evidence that the decision used. */
  readonly evidence: readonly Evidence[];
  /** Possible causes, likeliest first. */
  readonly hypotheses: readonly Hypothesis[];
}

/** Decide. A pure function: equal signals and policies give equal plans. */
export function planActions(signals: Signals, policy: AgentPolicy): Plan {
  const facts = factsOf(signals, policy);
  const fired = decodeClauses(encodeClauses(facts, policy));
  const status = decideStatus(fired);
  const replaced = facts.hasBrokenColumns && isRetrainingDue(fired, facts);
  const cause = causeOf(fired, signals, policy);
  const because = replaced ? `${cause}; ${nameColumns(signals.brokenColumns)}` : cause;
  const evidence = collectEvidence(signals, policy, fired);
  return {
    status,
    findings: findingsOf(signals, policy),
    actions: listActions(fired, facts).map(name => {
      const asking = clausesFor(name, fired, replaced);
      return {
        do: name,
        because: reasonOf(name, because, signals, policy),
        clauses: asking,
        evidence: evidence.filter(
          ({ about, fires }) =>
            fires.some(clause => asking.includes(clause)) ||
            (replaced && about === 'broken_columns')
        )
      };
    }),
    rationale: writeRationale(signals, policy, { isHealthy: status === 'healthy', replaced }),
    evidence,
    hypotheses: listHypotheses(signals, fired)
  };
}

function factsOf(signals: Signals, { warn }: AgentPolicy): Facts {
  return {
    rocAucDropPct: signals.rocAuc.dropPct ?? NaN,
    prAucDropPct: signals.prAuc.dropPct ?? NaN,
    isSlow: isOverLatency(signals, warn.latency_p95_ms),
    overallDrift: signals.overallDrift,
    hasBrokenColumns: signals.brokenColumns.length > 0,
    isBlind: signals.cannotTell.length > 0
  };
}

/** The plan in the form of its file: evidence and hypotheses are the last findings. */
export function toAgentPlan(plan: Plan): AgentPlan {
  const { status, actions, rationale, evidence, hypotheses } = plan;
  const [roc, pr, latency, drift, ...others] = plan.findings;
  return {
    status,
    findings: [
      roc,
      pr,
      latency,
      drift,
      ...others,
      { evidence: evidence.map(({ text }) => text) },
      ...(hypotheses.length > 0 ? [{ hypotheses: [...hypotheses] }] : [])
    ],
    actions: actions.map(action => action.do),
    rationale
  };
}

/** The plan for machines: the content of the file, with actions and evidence as data in `details`. */
export interface PlanAnswer extends AgentPlan {
  readonly details: Pick<Plan, 'actions' | 'evidence'>;
}

export function toPlanAnswer(plan: Plan): PlanAnswer {
  return { ...toAgentPlan(plan), details: { actions: plan.actions, evidence: plan.evidence } };
}

/** The clauses behind an action: latency for `raise_thresholds`, blindness for an incident alone, quality for all. */
function clausesFor(
  name: ActionName,
  fired: ReadonlySet<ClauseName>,
  replaced: boolean
): ClauseName[] {
  if (name === 'do_nothing' || name === 'page_oncall=false') return [];
  const isCritical = decideStatus(fired) === 'critical';
  return [...fired].filter(clause => {
    if (clause === 'warn_latency') return name === 'raise_thresholds';
    if (name === 'raise_thresholds') return false;
    if (clause === 'cannot_tell') return name === 'open_incident';
    return name !== 'open_incident' || isCritical || replaced;
  });
}

function reasonOf(
  name: ActionName,
  cause: string,
  { cannotTell }: Signals,
  { warn }: AgentPolicy
): string {
  switch (name) {
    case 'do_nothing':
      return 'no rule asks for action';
    case 'raise_thresholds':
      return `p95 latency is above ${warn.latency_p95_ms} ms in the two latest points`;
    case 'page_oncall=false':
      return 'an incident is enough, nobody is paged';
    case 'open_incident':
      return [cause, ...cannotTell.map(unknown => `cannot tell ${formatUnknown(unknown)}`)]
        .filter(text => text !== '')
        .join('; ');
    default:
      return cause;
  }
}

/** The quality clauses behind the status, in words. */
function causeOf(
  fired: ReadonlySet<ClauseName>,
  signals: Signals,
  { warn, critical }: AgentPolicy
): string {
  const { rocAuc, prAuc, overallDrift } = signals;
  const isCritical = fired.has('critical_auc');
  const aucLimit = isCritical ? critical.roc_auc_drop_pct : warn.roc_auc_drop_pct;
  const auc = `AUC ${describeChange(rocAuc, [aucLimit])} (limit ${aucLimit}%${overallDrift ? '' : ', without drift'})`;
  const prLimit = critical.pr_auc_drop_pct;
  const pr = `PR-AUC ${describeChange(prAuc, [prLimit])} (limit ${prLimit}%) while drift is present`;
  const isDrift = fired.has('critical_drift');
  const isAucNamed = isCritical || (fired.has('warn_auc') && !isDrift);
  return [...(isAucNamed ? [auc] : []), ...(isDrift ? [pr] : [])].join('; ');
}

function findingsOf(signals: Signals, { warn, critical }: AgentPolicy): AgentPlan['findings'] {
  const { rocAuc, prAuc, errorRate, latencyP95Ms, overallDrift, brokenColumns } = signals;
  const { numBadLines, numDuplicates, numGaps, cannotTell, sourceFindings } = signals;
  const shown = (
    value: number | null,
    digits: number,
    limits: readonly number[],
    fires = firesAt
  ): number | null =>
    value === null ? null : round(value, countDigits(value, limits, digits, fires));
  const unknown = insufficient(signals);
  return [
    {
      roc_auc_drop_pct: shown(rocAuc.dropPct, 2, [warn.roc_auc_drop_pct, critical.roc_auc_drop_pct])
    },
    { pr_auc_drop_pct: shown(prAuc.dropPct, 2, [critical.pr_auc_drop_pct]) },
    { latency_p95_ms: shown(latencyP95Ms, 6, [warn.latency_p95_ms], firesAbove) },
    { drift_overall: overallDrift },
    ...(errorRate.latest === null ? [] : [{ error_rate: round(errorRate.latest, 6) }]),
    ...(unknown.length > 0 ? [{ insufficient_history: unknown }] : []),
    ...(cannotTell.length > 0 ? [{ cannot_tell: cannotTell.map(formatUnknown) }] : []),
    ...(brokenColumns.length > 0
      ? [{ broken_columns: brokenColumns.map(({ column }) => column) }]
      : []),
    ...(numBadLines > 0 ? [{ history_bad_lines: numBadLines }] : []),
    ...(numDuplicates > 0 ? [{ history_duplicates: numDuplicates }] : []),
    ...(numGaps > 0 ? [{ history_gaps: numGaps }] : []),
    ...sourceFindings
  ];
}

/** Metrics without enough history for their clause. */
function insufficient(signals: Signals): string[] {
  const { rocAuc, prAuc, latencyP95Ms, latencyP95MsBefore } = signals;
  return [
    ...(rocAuc.dropPct === null ? ['roc_auc'] : []),
    ...(prAuc.dropPct === null ? ['pr_auc'] : []),
    ...(latencyP95Ms === null || latencyP95MsBefore === null ? ['latency_p95_ms'] : [])
  ];
}
