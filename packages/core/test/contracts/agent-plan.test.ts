import { describe, expect, test } from '@jest/globals';
import { EspalierError } from '../../src/errors.ts';
import {
  agentPolicySchema,
  parseAgentPlan,
  parseAgentPolicy
} from '../../src/contracts/agent-plan.ts';

const EXAMPLE = `status: critical
findings:
  - roc_auc_drop_pct: 5.26
  - pr_auc_drop_pct: 6.52
  - latency_p95_ms: 474
  - drift_overall: true
actions:
  - open_incident
  - trigger_retraining
  - page_oncall=false
rationale: >
  AUC fell 5.3% and PR-AUC 6.5% against the 7-day median while drift is present; p95 latency above 400 ms for two points.
`;

function failureOf(run: () => unknown): EspalierError {
  try {
    run();
  } catch (error) {
    if (error instanceof EspalierError) return error;
  }
  throw new Error('expected a failure');
}

describe('parseAgentPlan()', () => {
  test('reads a plan', () => {
    expect(parseAgentPlan(EXAMPLE, 'plan.yaml')).toEqual({
      status: 'critical',
      findings: [
        { roc_auc_drop_pct: 5.26 },
        { pr_auc_drop_pct: 6.52 },
        { latency_p95_ms: 474 },
        { drift_overall: true }
      ],
      actions: ['open_incident', 'trigger_retraining', 'page_oncall=false'],
      rationale:
        'AUC fell 5.3% and PR-AUC 6.5% against the 7-day median while drift is present; p95 latency above 400 ms for two points.'
    });
  });

  test('takes nulls and further findings, of one key each', () => {
    const more = (line: string): string =>
      EXAMPLE.replace('474', 'null').replace('actions:', `${line}\nactions:`);
    const plan = parseAgentPlan(more('  - insufficient_history: [latency_p95_ms]'), 'plan.yaml');
    expect(plan.findings.slice(2)).toEqual([
      { latency_p95_ms: null },
      { drift_overall: true },
      { insufficient_history: ['latency_p95_ms'] }
    ]);
    expect(failureOf(() => parseAgentPlan(more('  - { a: 1, b: 2 }'), 'plan.yaml')).code).toBe(
      'E_PLAN_INVALID'
    );
  });

  test.each([
    ['an unknown status', 'status: critical', 'status: fine'],
    ['an unknown action', 'open_incident', 'panic'],
    ['findings in another order', 'roc_auc_drop_pct', 'auc']
  ])('refuses %s', (_, from, to) => {
    const error = failureOf(() => parseAgentPlan(EXAMPLE.replace(from, to), 'plan.yaml'));
    expect(error.message).toBe('Cannot use "plan.yaml" as an agent plan');
    expect(error.details.length).toBeGreaterThan(0);
  });
});

describe('parseAgentPolicy()', () => {
  test('has the rules as its defaults', () => {
    const rules = {
      window_days: 7,
      warn: { roc_auc_drop_pct: 3, latency_p95_ms: 400 },
      critical: { roc_auc_drop_pct: 6, pr_auc_drop_pct: 5 }
    };
    const { prometheus, ...defaults } = agentPolicySchema.parse({});
    expect(defaults).toEqual(rules);
    expect(parseAgentPolicy('warn: { roc_auc_drop_pct: 2 }', 'p.yaml')).toEqual({
      ...rules,
      prometheus,
      warn: { roc_auc_drop_pct: 2, latency_p95_ms: 400 }
    });
  });

  test('asks Prometheus for what serve counts, unless the policy has other queries', () => {
    const { step_minutes, queries } = agentPolicySchema.parse({}).prometheus;
    expect(step_minutes).toBe(60);
    expect(Object.keys(queries).sort()).toEqual(['error_rate', 'latency_p95_ms']);
    const text = 'prometheus: { queries: { roc_auc: model_roc_auc } }';
    expect(parseAgentPolicy(text, 'p.yaml').prometheus.queries).toMatchObject({
      roc_auc: 'model_roc_auc'
    });
  });

  test('names unknown keys with the nearest known one', () => {
    const text = 'window_day: 3\ncritical: { pr_auc_drop_pc: 4 }\n';
    expect(failureOf(() => parseAgentPolicy(text, 'p.yaml')).details).toEqual([
      {
        file: 'p.yaml',
        field: 'critical',
        problem: 'unknown key "pr_auc_drop_pc"',
        expected: '"pr_auc_drop_pct", perhaps'
      },
      { file: 'p.yaml', problem: 'unknown key "window_day"', expected: '"window_days", perhaps' }
    ]);
  });

  test('refuses limits that contradict each other', () => {
    const text = 'warn: { roc_auc_drop_pct: 7 }';
    expect(failureOf(() => parseAgentPolicy(text, 'p.yaml')).details).toEqual([
      {
        file: 'p.yaml',
        field: 'critical.roc_auc_drop_pct',
        problem: 'under warn.roc_auc_drop_pct'
      }
    ]);
  });

  test.each([
    ['', ': the file is empty'],
    ['warn:\n  a: [\n', ': line 3']
  ])('says where %j is no YAML', (text, place) => {
    expect(failureOf(() => parseAgentPolicy(text, 'p.yaml')).message).toBe(
      `Cannot read "p.yaml" as YAML${place}`
    );
  });
});
