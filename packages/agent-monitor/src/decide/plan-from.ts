import { type AgentPolicy, agentPolicySchema } from '@espalier/core/contracts';
import { type MonitorInput, parseMonitorBody } from '../observe/monitor-body.ts';
import type { ReadContext } from '../observe/read-history.ts';
import { planActions, type PlanAnswer, toPlanAnswer } from './plan.ts';
import { computeSignals } from './signals.ts';

/**
 * The response to POST /monitor; points after `now` are left out. Errors: E_BODY_TYPE, E_FIELD_INVALID, E_HISTORY_INVALID,
 * E_MODEL_MISMATCH.
 */
export function planFromBody(
  body: unknown,
  policy: AgentPolicy = agentPolicySchema.parse({}),
  context: ReadContext = {}
): PlanAnswer {
  return planFrom(parseMonitorBody(body, context), policy);
}

/** Plan from a parsed history and report. `policy` defaults to the built-in limits. Errors: E_MODEL_MISMATCH. */
export function planFrom(
  { history, report }: MonitorInput,
  policy: AgentPolicy = agentPolicySchema.parse({})
): PlanAnswer {
  return toPlanAnswer(planActions(computeSignals(history, report, policy.window_days), policy));
}
