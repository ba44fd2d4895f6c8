import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { planActions, toAgentPlan } from '../src/decide/plan.ts';
import { readDrift } from '../src/observe/read-drift.ts';
import { readHistory } from '../src/observe/read-history.ts';
import { computeSignals, type Signals } from '../src/decide/signals.ts';
import { toYaml } from '../src/act/to-yaml.ts';
import { agentPlanSchema, parseAgentPlan } from '../../core/src/contracts/agent-plan.ts';
import { RULES } from './support/history.ts';
import { describeWithSharedData } from '../../../test/support/shared-data.ts';

async function signalsIn(folder: string): Promise<Signals> {
  const [history, report] = await Promise.all(
    ['metrics_history.jsonl', 'drift_latest.json'].map(name => readFile(join(folder, name), 'utf8'))
  );
  return computeSignals(
    readHistory(history!, 'm.jsonl'),
    readDrift(report!, 'd.json'),
    RULES.window_days
  );
}

/** The plan's file without the evidence that stands behind its first findings. */
function inShort(signals: Signals): string {
  const file = toAgentPlan(planActions(signals, RULES));
  const whole = toYaml(file);
  expect(parseAgentPlan(whole, 'plan.yaml')).toEqual(agentPlanSchema.parse(file));
  return whole.replace(/ {2}- error_rate[^]+(?=actions:)/, '');
}

describeWithSharedData('churn', folder => {
  test('is critical', async () => {
    const signals = await signalsIn(folder);
    expect(signals.rocAuc.dropPct).toBeCloseTo(5.257, 3);
    expect(signals.prAuc.dropPct).toBeCloseTo(6.515, 3);
    expect(inShort(signals)).toBe(`status: critical
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
  AUC fell 5.3% and PR-AUC 6.5% against the 7-day median while drift is present; p95 latency above
  400 ms for two points.
`);
  });
});

describeWithSharedData('adult', folder => {
  test('is warn', async () => {
    const signals = await signalsIn(folder);
    expect(signals.rocAuc.dropPct).toBeCloseTo(4.577, 3);
    expect(signals.prAuc.dropPct).toBeCloseTo(4.902, 3);
    expect(inShort(signals)).toBe(`status: warn
findings:
  - roc_auc_drop_pct: 4.58
  - pr_auc_drop_pct: 4.90
  - latency_p95_ms: 439
  - drift_overall: true
actions:
  - trigger_retraining
  - raise_thresholds
rationale: >
  AUC fell 4.6% and PR-AUC 4.9% against the 7-day median while drift is present; p95 latency above
  400 ms for two points.
`);
  });
});
