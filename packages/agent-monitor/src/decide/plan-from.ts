import { type AgentPolicy, agentPolicySchema } from '@espalier/core/contracts';
import { type MonitorInput, parseMonitorBody } from '../observe/monitor-body.ts';
import { planActions, type PlanAnswer, toPlanAnswer } from './plan.ts';
import { computeSignals } from './signals.ts';

/**
 * The answer of POST /monitor: what agent-monitor plans from the same points and report, with its actions and evidence as
 * data behind it. Without `policy` the rules are the built-in ones. Errors: those of parseMonitorBody().
 */
export function planFromBody(
  body: unknown,
  policy: AgentPolicy = agentPolicySchema.parse({})
): PlanAnswer {
  return planFrom(parseMonitorBody(body), policy);
}

/** The plan of points and a report that are checked. */
export function planFrom({ history, report }: MonitorInput, policy: AgentPolicy): PlanAnswer {
  return toPlanAnswer(planActions(computeSignals(history, report, policy.window_days), policy));
}
