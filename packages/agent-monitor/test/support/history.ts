import { type AgentPolicy, agentPolicySchema, type DriftReport } from '@espalier/core/contracts';
import { type Plan, planActions, toAgentPlan } from '../../src/decide/plan.ts';
import { type History, readHistory } from '../../src/observe/read-history.ts';
import { computeSignals, type Signals } from '../../src/decide/signals.ts';

export type Fields = Record<string, unknown>;

/** The defaults: exactly the rules. */
export const RULES: AgentPolicy = agentPolicySchema.parse({});

export const CALM: DriftReport = { overall_drift: false };
export const DRIFT: DriftReport = { overall_drift: true };

/** An ISO time so many hours after an arbitrary midnight. */
export function hour(n: number): string {
  return new Date(Date.UTC(2025, 7, 10) + n * 3_600_000).toISOString();
}

export function jsonl(...points: readonly Fields[]): string {
  return points.map(point => `${JSON.stringify(point)}\n`).join('');
}

export function historyOf(...points: readonly Fields[]): History {
  return readHistory(jsonl(...points), 'm.jsonl');
}

export function signalsFrom(report: DriftReport, ...points: readonly Fields[]): Signals {
  return computeSignals(historyOf(...points), report, RULES.window_days);
}

export function planFrom(report: DriftReport, ...points: readonly Fields[]): Plan {
  return planActions(signalsFrom(report, ...points), RULES);
}

/** What a plan comes to: status and actions. */
export function outcome(plan: Plan): [string, ...string[]] {
  return [plan.status, ...toAgentPlan(plan).actions];
}

/** Two points: a healthy one, and one whose quality fell by so many per cent. */
export function fall(rocPct: number, prPct: number): [Fields, Fields] {
  return [
    { ts: hour(0), roc_auc: 0.8, pr_auc: 0.5, latency_p95_ms: 200 },
    {
      ts: hour(1),
      roc_auc: 0.8 * (1 - rocPct / 100),
      pr_auc: 0.5 * (1 - prPct / 100),
      latency_p95_ms: 200
    }
  ];
}
