import { EspalierError } from '@espalier/core';
import {
  type AgentPolicy,
  agentPolicySchema,
  type DriftReport,
  schemaProblems
} from '@espalier/core/contracts';
import type { History } from '../observe/read-history.ts';
import { createDropSource, type DropSource } from './drops.ts';
import { type Replay, replay } from './replay.ts';

/** Limits that a trial can change, by their names in the policy file. */
export const LIMITS = [
  'warn.roc_auc_drop_pct',
  'warn.latency_p95_ms',
  'critical.roc_auc_drop_pct',
  'critical.pr_auc_drop_pct',
  'window_days'
] as const;

export type Limit = (typeof LIMITS)[number];

export interface Trial {
  readonly limit: Limit;
  readonly value: number;
  readonly replay: Replay;
}

/** Read `limit=value`. Errors: E_USAGE. */
export function parseWhatIf(text: string): { limit: Limit; value: number } {
  const [name = '', value = ''] = text.split('=');
  const limit = LIMITS.find(known => known === name.trim());
  const number = value.trim() === '' ? NaN : Number(value);
  if (limit === undefined || !Number.isFinite(number))
    throw new EspalierError(
      'E_USAGE',
      'Cannot use a value of --what-if: it is not LIMIT=NUMBER',
      `The limit must be one of ${LIMITS.join(', ')}`
    );
  return { limit, value: number };
}

/** Each limit at half and at twice its value, where the policy stays valid. */
export function listTrials(policy: AgentPolicy): { limit: Limit; value: number }[] {
  return LIMITS.flatMap(limit =>
    [0.5, 2].map(factor => ({ limit, value: factor * getLimit(policy, limit) }))
  ).filter(
    ({ limit, value }) => agentPolicySchema.safeParse(withLimit(policy, limit, value)).success
  );
}

/** Replay the history with one limit changed. Errors: E_USAGE when the policy would contradict itself. */
export function tryLimit(
  history: History,
  policy: AgentPolicy,
  report: DriftReport,
  { limit, value }: { limit: Limit; value: number },
  dropsFor: DropSource = createDropSource(history.points)
): Trial {
  const result = agentPolicySchema.safeParse(withLimit(policy, limit, value), {
    reportInput: true
  });
  if (!result.success)
    throw new EspalierError(
      'E_USAGE',
      `Cannot try ${limit}=${value}: the policy would contradict itself`,
      'Choose another value',
      { details: schemaProblems(agentPolicySchema, result.error) }
    );
  return { limit, value, replay: replay(history, result.data, report, dropsFor) };
}

function withLimit(policy: AgentPolicy, limit: Limit, value: number): AgentPolicy {
  switch (limit) {
    case 'window_days':
      return { ...policy, window_days: value };
    case 'warn.roc_auc_drop_pct':
      return { ...policy, warn: { ...policy.warn, roc_auc_drop_pct: value } };
    case 'warn.latency_p95_ms':
      return { ...policy, warn: { ...policy.warn, latency_p95_ms: value } };
    case 'critical.roc_auc_drop_pct':
      return { ...policy, critical: { ...policy.critical, roc_auc_drop_pct: value } };
    case 'critical.pr_auc_drop_pct':
      return { ...policy, critical: { ...policy.critical, pr_auc_drop_pct: value } };
  }
}

/** The value of a limit in a policy. */
export function getLimit({ window_days, warn, critical }: AgentPolicy, limit: Limit): number {
  return {
    window_days,
    'warn.roc_auc_drop_pct': warn.roc_auc_drop_pct,
    'warn.latency_p95_ms': warn.latency_p95_ms,
    'critical.roc_auc_drop_pct': critical.roc_auc_drop_pct,
    'critical.pr_auc_drop_pct': critical.pr_auc_drop_pct
  }[limit];
}
