import { z } from 'zod';
import { parseYaml } from './parse-yaml.ts';

export const PLAN_STATUSES = ['healthy', 'warn', 'critical'] as const;
export type PlanStatus = (typeof PLAN_STATUSES)[number];

/** The actions of a plan, as spelled in its file. */
export const ACTION_NAMES = [
  'do_nothing',
  'trigger_retraining',
  'raise_thresholds',
  'open_incident',
  'roll_back_model',
  'page_oncall=false'
] as const;
export type ActionName = (typeof ACTION_NAMES)[number];

const measured = z.number().nullable();
const furtherFinding = z
  .record(z.string(), z.union([measured, z.boolean(), z.string(), z.array(z.string())]))
  .refine(finding => Object.keys(finding).length === 1, 'more or less than one key');

/** agent_plan.yaml. The first four findings are always there, in this order; null means not computable. */
export const agentPlanSchema = z.strictObject({
  status: z.enum(PLAN_STATUSES),
  findings: z.tuple(
    [
      z.strictObject({ roc_auc_drop_pct: measured }),
      z.strictObject({ pr_auc_drop_pct: measured }),
      z.strictObject({ latency_p95_ms: measured }),
      z.strictObject({ drift_overall: z.boolean() })
    ],
    furtherFinding
  ),
  actions: z.array(z.enum(ACTION_NAMES)).min(1),
  /** Without the line break at the end of a folded YAML block. */
  rationale: z.string().trim().min(1)
});

export type AgentPlan = z.infer<typeof agentPlanSchema>;

/** Limits of the rules. A drop fires at its limit, a latency above it. */
export const agentPolicySchema = z
  .strictObject({
    /** Length of the window of the median, before the latest point. */
    window_days: z.number().gt(0).max(3650).default(7),
    warn: z
      .strictObject({
        roc_auc_drop_pct: z.number().gt(0).default(3),
        latency_p95_ms: z.number().gt(0).default(400)
      })
      .prefault({}),
    critical: z
      .strictObject({
        roc_auc_drop_pct: z.number().gt(0).default(6),
        /** Counts only while drift is present. */
        pr_auc_drop_pct: z.number().gt(0).default(5)
      })
      .prefault({}),
    /** Commands that --dry-run prints instead of the built-in ones; never executed. */
    commands: z.partialRecord(z.enum(ACTION_NAMES), z.string().min(1)).optional(),
    /** One query per metric for --prometheus. */
    prometheus: z
      .strictObject({
        step_minutes: z.number().gt(0).default(60),
        queries: z
          .strictObject({
            roc_auc: z.string().min(1).optional(),
            pr_auc: z.string().min(1).optional(),
            latency_p95_ms: z.string().min(1).default('max(http_request_latency_ms_p95)'),
            error_rate: z
              .string()
              .min(1)
              .default(
                'sum(rate(predict_errors_total[5m])) / sum(rate(predict_requests_total[5m]))'
              )
          })
          .prefault({})
      })
      .prefault({})
  })
  .superRefine(({ warn, critical }, context) => {
    if (critical.roc_auc_drop_pct < warn.roc_auc_drop_pct)
      context.addIssue({
        code: 'custom',
        path: ['critical', 'roc_auc_drop_pct'],
        message: 'under warn.roc_auc_drop_pct'
      });
  });

export type AgentPolicy = z.infer<typeof agentPolicySchema>;

/** Parse the text of a plan; `source` names it in messages. */
export function parseAgentPlan(text: string, source: string): AgentPlan {
  return parseYaml(agentPlanSchema, text, source, {
    code: 'E_PLAN_INVALID',
    what: 'an agent plan'
  });
}

/** Parse the text of a policy; omitted keys keep their defaults. `source` names it in messages. */
export function parseAgentPolicy(text: string, source: string): AgentPolicy {
  return parseYaml(agentPolicySchema, text, source, {
    code: 'E_POLICY_INVALID',
    what: 'an agent policy'
  });
}
