import { type AgentPolicy, agentPolicySchema } from '@espalier/core/contracts';
import { type MonitorInput, parseMonitorBody } from '../observe/monitor-body.ts';
import { planActions, type PlanAnswer, toPlanAnswer } from './plan.ts';
import { computeSignals } from './signals.ts';

/** The response to POST /monitor. Errors: E_BODY_TYPE, E_FIELD_INVALID. */
export function planFromBody(
  body: unknown,
  policy: AgentPolicy = agentPolicySchema.parse({})
): PlanAnswer {
  return planFrom(parseMonitorBody(body), policy);
}

/** Plan from a parsed history and report. `policy` defaults to the built-in limits. */
export function planFrom(
  { history, report }: MonitorInput,
  policy: AgentPolicy = agentPolicySchema.parse({})
): PlanAnswer {
  return toPlanAnswer(planActions(computeSignals(history, report, policy.window_days), policy));
}
