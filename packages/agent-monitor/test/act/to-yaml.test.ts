import { describe, expect, test } from '@jest/globals';
import type { AgentPlan } from '@espalier/core/contracts';
import { parseAgentPlan } from '../../../core/src/contracts/agent-plan.ts';
import { toAgentPlan } from '../../src/decide/plan.ts';
import { toYaml } from '../../src/act/to-yaml.ts';
import { DRIFT, fall, planFrom } from '../support/history.ts';

const PLAN: AgentPlan = {
  status: 'critical',
  findings: [
    { roc_auc_drop_pct: 5.26 },
    { pr_auc_drop_pct: 6.5 },
    { latency_p95_ms: 474 },
    { drift_overall: true }
  ],
  actions: ['open_incident', 'trigger_retraining', 'page_oncall=false'],
  rationale:
    'AUC fell 5.3% and PR-AUC 6.5% against the 7-day median while drift is present; p95 latency above 400 ms for two points.'
};

describe('toYaml()', () => {
  test('has exactly this layout', () => {
    expect(toYaml(PLAN)).toBe(`status: critical
findings:
  - roc_auc_drop_pct: 5.26
  - pr_auc_drop_pct: 6.50
  - latency_p95_ms: 474
  - drift_overall: true
actions:
  - open_incident
  - trigger_retraining
  - page_oncall=false
rationale: >
  AUC fell 5.3% and PR-AUC 6.5% against the 7-day median while drift is present; p95 latency above
  400 ms for two points.
`);
  });

  test('writes nulls, lists and further findings', () => {
    const text = toYaml({
      ...PLAN,
      findings: [
        { roc_auc_drop_pct: null },
        { pr_auc_drop_pct: -0.5 },
        { latency_p95_ms: 474.25 },
        { drift_overall: false },
        { insufficient_history: ['roc_auc'] },
        { history_bad_lines: 2 }
      ]
    });
    expect(text.split('\n').slice(1, 9)).toEqual([
      'findings:',
      '  - roc_auc_drop_pct: null',
      '  - pr_auc_drop_pct: -0.50',
      '  - latency_p95_ms: 474.25',
      '  - drift_overall: false',
      '  - insufficient_history: [roc_auc]',
      '  - history_bad_lines: 2',
      'actions:'
    ]);
  });

  test.each([
    'fee',
    'two words',
    'two  spaces',
    ' edge ',
    'line\nbreak',
    'tab\t# no: comment',
    'true',
    'No',
    '12',
    '~',
    '',
    '"quoted" \\ \'too\'',
    'größe',
    '年龄',
    'next\u0085line\u2028separator\ufeff',
    'x'.repeat(150)
  ])('is YAML that gives the plan back, with a column called %j', column => {
    const plan = toAgentPlan(
      planFrom(
        {
          ...DRIFT,
          findings: [
            { column, finding: 'empty' },
            { column: 'z', finding: 'empty' }
          ]
        },
        ...fall(7, 8)
      )
    );
    expect(parseAgentPlan(toYaml(plan), 'plan.yaml')).toEqual(plan);
  });
});
