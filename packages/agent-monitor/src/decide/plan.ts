import type { ActionName, AgentPlan, AgentPolicy, PlanStatus } from '@espalier/core/contracts';
import { type ClauseName, collectEvidence, type Evidence } from './evidence.ts';
import { type Hypothesis, listHypotheses } from './hypotheses.ts';
import { describeChange, nameColumns, writeRationale } from './rationale.ts';
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

/** Which clauses of the rules fire. */
interface Clauses {
  readonly warnAuc: boolean;
  readonly warnLatency: boolean;
  readonly criticalAuc: boolean;
  readonly criticalDrift: boolean;
}

/** Decide. A pure function: equal signals and policies give equal plans. */
export function planActions(signals: Signals, policy: AgentPolicy): Plan {
  const clauses = clausesOf(signals, policy);
  const status = statusOf(clauses);
  const replaced = isRetrainingDue(status, clauses, signals) && signals.brokenColumns.length > 0;
  const cause = causeOf(clauses, signals, policy);
  const because = replaced ? `${cause}; ${nameColumns(signals.brokenColumns)}` : cause;
  const fired = firedOf(clauses);
  const evidence = collectEvidence(signals, policy, fired);
  return {
    status,
    findings: findingsOf(signals),
    actions: actionNames(status, clauses, signals).map(name => {
      const asking = clausesFor(name, fired);
      return {
        do: name,
        because: reasonOf(name, because, policy),
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

function firedOf(clauses: Clauses): ReadonlySet<ClauseName> {
  const names = [
    ['warn_auc', clauses.warnAuc],
    ['warn_latency', clauses.warnLatency],
    ['critical_auc', clauses.criticalAuc],
    ['critical_drift', clauses.criticalDrift]
  ] as const;
  return new Set(names.flatMap(([name, fires]) => (fires ? [name] : [])));
}

/** The clauses behind an action: latency for `raise_thresholds`, quality for all others. */
function clausesFor(name: ActionName, fired: ReadonlySet<ClauseName>): ClauseName[] {
  if (name === 'do_nothing' || name === 'page_oncall=false') return [];
  return [...fired].filter(clause => (clause === 'warn_latency') === (name === 'raise_thresholds'));
}

function clausesOf(signals: Signals, { warn, critical }: AgentPolicy): Clauses {
  const roc = signals.rocAuc.dropPct ?? -Infinity;
  const pr = signals.prAuc.dropPct ?? -Infinity;
  return {
    warnAuc: roc >= warn.roc_auc_drop_pct,
    warnLatency: isOverLatency(signals, warn.latency_p95_ms),
    criticalAuc: roc >= critical.roc_auc_drop_pct,
    criticalDrift: signals.overallDrift && pr >= critical.pr_auc_drop_pct
  };
}

function statusOf({ warnAuc, warnLatency, criticalAuc, criticalDrift }: Clauses): PlanStatus {
  if (criticalAuc || criticalDrift) return 'critical';
  return warnAuc || warnLatency ? 'warn' : 'healthy';
}

/** Without drift the data is unchanged, so the model is at fault: go back instead of retraining. */
function isRollbackDue({ criticalAuc }: Clauses, { overallDrift }: Signals): boolean {
  return criticalAuc && !overallDrift;
}

function isRetrainingDue(status: PlanStatus, clauses: Clauses, signals: Signals): boolean {
  return status === 'critical' ? !isRollbackDue(clauses, signals) : clauses.warnAuc;
}

function actionNames(status: PlanStatus, clauses: Clauses, signals: Signals): ActionName[] {
  if (status === 'healthy') return ['do_nothing'];
  const isBroken = signals.brokenColumns.length > 0;
  if (status === 'critical') {
    if (isRollbackDue(clauses, signals))
      return ['open_incident', 'roll_back_model', 'page_oncall=false'];
    // Retraining on broken data does not help, and the incident is already open.
    return isBroken
      ? ['open_incident', 'page_oncall=false']
      : ['open_incident', 'trigger_retraining', 'page_oncall=false'];
  }
  const retrain: ActionName = isBroken ? 'open_incident' : 'trigger_retraining';
  return [
    ...(clauses.warnAuc ? [retrain] : []),
    ...(clauses.warnLatency ? (['raise_thresholds'] as const) : [])
  ];
}

function reasonOf(name: ActionName, cause: string, { warn }: AgentPolicy): string {
  switch (name) {
    case 'do_nothing':
      return 'no rule asks for action';
    case 'raise_thresholds':
      return `p95 latency is above ${warn.latency_p95_ms} ms in the two latest points`;
    case 'page_oncall=false':
      return 'an incident is enough, nobody is paged';
    default:
      return cause;
  }
}

/** The quality clauses behind the status, in words. */
function causeOf(clauses: Clauses, signals: Signals, { warn, critical }: AgentPolicy): string {
  const { rocAuc, prAuc, overallDrift } = signals;
  const aucLimit = clauses.criticalAuc ? critical.roc_auc_drop_pct : warn.roc_auc_drop_pct;
  const auc = `AUC ${describeChange(rocAuc)} (limit ${aucLimit}%${overallDrift ? '' : ', without drift'})`;
  const pr = `PR-AUC ${describeChange(prAuc)} (limit ${critical.pr_auc_drop_pct}%) while drift is present`;
  const isAucNamed = clauses.criticalAuc || (clauses.warnAuc && !clauses.criticalDrift);
  return [...(isAucNamed ? [auc] : []), ...(clauses.criticalDrift ? [pr] : [])].join('; ');
}

function findingsOf(signals: Signals): AgentPlan['findings'] {
  const { rocAuc, prAuc, errorRate, latencyP95Ms, overallDrift, brokenColumns } = signals;
  const { numBadLines, numDuplicates, numGaps } = signals;
  const drop = (pct: number | null): number | null => (pct === null ? null : round(pct, 2));
  const unknown = insufficient(signals);
  return [
    { roc_auc_drop_pct: drop(rocAuc.dropPct) },
    { pr_auc_drop_pct: drop(prAuc.dropPct) },
    { latency_p95_ms: latencyP95Ms === null ? null : round(latencyP95Ms, 6) },
    { drift_overall: overallDrift },
    ...(errorRate.latest === null ? [] : [{ error_rate: round(errorRate.latest, 6) }]),
    ...(unknown.length > 0 ? [{ insufficient_history: unknown }] : []),
    ...(brokenColumns.length > 0
      ? [{ broken_columns: brokenColumns.map(({ column }) => column) }]
      : []),
    ...(numBadLines > 0 ? [{ history_bad_lines: numBadLines }] : []),
    ...(numDuplicates > 0 ? [{ history_duplicates: numDuplicates }] : []),
    ...(numGaps > 0 ? [{ history_gaps: numGaps }] : [])
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
