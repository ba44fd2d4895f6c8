import { describe, expect, test } from '@jest/globals';
import { agentPlanSchema } from '../../../core/src/contracts/agent-plan.ts';
import { planActions, toAgentPlan } from '../../src/decide/plan.ts';
import {
  CALM,
  DRIFT,
  fall,
  hour,
  outcome,
  planFrom,
  RULES,
  signalsFrom
} from '../support/history.ts';

const INCIDENT = ['critical', 'open_incident', 'trigger_retraining', 'page_oncall=false'];
const ROLL_BACK = ['critical', 'open_incident', 'roll_back_model', 'page_oncall=false'];
const RETRAIN = ['warn', 'trigger_retraining'];
const NOTHING = ['healthy', 'do_nothing'];

describe('planActions() on quality', () => {
  test.each([
    // AUC drop, PR-AUC drop, without drift, with drift
    [0, 0, NOTHING, NOTHING],
    [2.999999, 0, NOTHING, NOTHING],
    [2.9999996, 0, RETRAIN, RETRAIN],
    [3, 0, RETRAIN, RETRAIN],
    [3.000001, 0, RETRAIN, RETRAIN],
    [5.999999, 0, RETRAIN, RETRAIN],
    [6, 0, ROLL_BACK, INCIDENT],
    [6.000001, 0, ROLL_BACK, INCIDENT],
    [0, 4.999999, NOTHING, NOTHING],
    [0, 5, NOTHING, INCIDENT],
    [0, 50, NOTHING, INCIDENT],
    [3, 4.999999, RETRAIN, RETRAIN],
    [3, 5, RETRAIN, INCIDENT],
    [6, 5, ROLL_BACK, INCIDENT],
    [-10, -10, NOTHING, NOTHING]
  ])('AUC down %d %, PR-AUC down %d %', (roc, pr, calm, drift) => {
    expect(outcome(planFrom(CALM, ...fall(roc, pr)))).toEqual(calm);
    expect(outcome(planFrom(DRIFT, ...fall(roc, pr)))).toEqual(drift);
  });

  test('reports a gain as a negative drop', () => {
    expect(planFrom(CALM, ...fall(-10, -2.5)).findings.slice(0, 2)).toEqual([
      { roc_auc_drop_pct: -10 },
      { pr_auc_drop_pct: -2.5 }
    ]);
  });

  test.each([
    [2.9899, 0, 2.99, 0],
    [2.998, 0, 2.998, 0],
    [2.99989, 0, 2.9999, 0],
    [5.9951, 4.99951, 5.995, 4.9995],
    [3.004, 5.004, 3, 5]
  ])(
    'rounds drops of %d and %d to two digits for the file alone, but never over a limit',
    (roc, pr, ...shown) => {
      const { findings } = planFrom(CALM, ...fall(roc, pr));
      expect(findings.slice(0, 2)).toEqual([
        { roc_auc_drop_pct: shown[0] },
        { pr_auc_drop_pct: shown[1] }
      ]);
    }
  );

  test('says near a limit what tells the drop from it', () => {
    const { rationale } = planFrom(CALM, ...fall(2.9989, 0));
    expect(rationale).toContain('AUC fell 2.999%');
    const slow = fall(0, 0).map(point => ({ ...point, latency_p95_ms: 400.0000001 }));
    const plan = planFrom(CALM, ...slow);
    expect([plan.status, plan.findings[2]]).toEqual(['warn', { latency_p95_ms: 400.0000001 }]);
  });
});

describe('planActions() on latency', () => {
  const latencies = (...values: (number | null)[]): string[] =>
    outcome(
      planFrom(
        CALM,
        ...values.map((latency_p95_ms, i) => ({ ts: hour(i), roc_auc: 0.8, latency_p95_ms }))
      )
    );

  test.each([
    [[400, 400], NOTHING],
    [[400.0001, 400], NOTHING],
    [[400, 400.0001], NOTHING],
    [
      [400.0001, 400.0001],
      ['warn', 'raise_thresholds']
    ],
    [[200, 500], NOTHING],
    [[500, 200], NOTHING],
    [[500, 200, 500], NOTHING],
    [[500, 500, 200], NOTHING],
    [
      [200, 500, 500],
      ['warn', 'raise_thresholds']
    ],
    [[500, null, 500], NOTHING],
    [[500, 500, null], NOTHING],
    [[500], NOTHING]
  ])('p95 %j', (values, expected) => {
    expect(latencies(...values)).toEqual(expected);
  });

  test('both clauses of warn give both actions, retraining first', () => {
    const slow = fall(3, 0).map(point => ({ ...point, latency_p95_ms: 401 }));
    expect(outcome(planFrom(CALM, ...slow))).toEqual([...RETRAIN, 'raise_thresholds']);
  });

  test('critical wins', () => {
    const slow = fall(6, 0).map(point => ({ ...point, latency_p95_ms: 401 }));
    expect(outcome(planFrom(DRIFT, ...slow))).toEqual(INCIDENT);
  });
});

describe('planActions() on a history that does not suffice', () => {
  test('names every clause of a single point, and drift alone does nothing', () => {
    const plan = planFrom(DRIFT, { ts: hour(0), roc_auc: 0.5, pr_auc: 0.1, latency_p95_ms: 999 });
    expect(outcome(plan)).toEqual(NOTHING);
    expect(plan.findings).toEqual([
      { roc_auc_drop_pct: null },
      { pr_auc_drop_pct: null },
      { latency_p95_ms: 999 },
      { drift_overall: true },
      { insufficient_history: ['roc_auc', 'pr_auc', 'latency_p95_ms'] }
    ]);
  });

  test('lets the other clauses fire', () => {
    const [before, latest] = fall(10, 10);
    const noAuc = planFrom(DRIFT, before, { ...latest, roc_auc: null });
    expect(outcome(noAuc)).toEqual(INCIDENT);
    expect(noAuc.findings[4]).toEqual({ insufficient_history: ['roc_auc'] });
    const noPrAuc = planFrom(CALM, { ...before, pr_auc: null }, latest);
    expect(outcome(noPrAuc)).toEqual(ROLL_BACK);
    expect(noPrAuc.findings[4]).toEqual({ insufficient_history: ['pr_auc'] });
  });
});

describe('planActions() on broken data', () => {
  const findings = [
    { column: 'fee', finding: 'empty' },
    { column: 'plan', finding: 'type_changed' }
  ];
  const broken = { broken_columns: ['fee', 'plan'] };

  test.each([
    ['an incident takes the place of retraining', 3, 0, false, ['warn', 'open_incident']],
    ['the incident is listed once', 6, 5, true, ['critical', 'open_incident', 'page_oncall=false']],
    ['rolling back stays', 6, 0, false, ROLL_BACK],
    ['a healthy model needs nothing', 0, 0, true, NOTHING]
  ])('%s', (_, roc, pr, overall_drift, expected) => {
    const plan = planFrom({ overall_drift, findings }, ...fall(roc, pr));
    expect(outcome(plan)).toEqual(expected);
    expect(plan.findings.at(-1)).toEqual(broken);
    expect(plan.rationale).toContain('fee is empty and plan changed its type');
  });

  test('raising thresholds stays beside the incident', () => {
    const slow = fall(3, 0).map(point => ({ ...point, latency_p95_ms: 401 }));
    const plan = planFrom({ ...CALM, findings }, ...slow);
    expect(outcome(plan)).toEqual(['warn', 'open_incident', 'raise_thresholds']);
  });
});

describe('planActions() on evidence', () => {
  test('lists the points, the median and the threshold of every clause', () => {
    const points = [0.8, 0.9, 0.7].map((roc_auc, i) => ({
      ts: hour(i),
      roc_auc,
      error_rate: 0.01
    }));
    const { evidence } = planFrom(CALM, ...points, { ts: hour(3), roc_auc: 0.7, error_rate: 0.02 });
    expect(evidence.map(({ text }) => text)).toEqual([
      'roc_auc 0.7 at 2025-08-10T03:00:00.000Z, median 0.8 of 3 points from 2025-08-10T00:00:00.000Z to 2025-08-10T02:00:00.000Z; drop 12.5 %; warn at 3 %, critical at 6 %',
      'pr_auc not measured at 2025-08-10T03:00:00.000Z, no point of the 7 days before; drop unknown; critical with drift at 5 %',
      'latency_p95_ms not measured at 2025-08-10T03:00:00.000Z after not measured at 2025-08-10T02:00:00.000Z; not both above 400 ms',
      'overall_drift is false in the drift report',
      'error_rate 0.02 at 2025-08-10T03:00:00.000Z, median 0.01 of 3 points from 2025-08-10T00:00:00.000Z to 2025-08-10T02:00:00.000Z; not used by any rule'
    ]);
  });

  test('has the error rate as a finding that changes no status', () => {
    const [before, latest] = fall(0, 0);
    const plan = planFrom(CALM, { ...before, error_rate: 0 }, { ...latest, error_rate: 0.9 });
    expect(outcome(plan)).toEqual(NOTHING);
    expect(plan.findings[4]).toEqual({ error_rate: 0.9 });
  });

  test.each([
    [CALM, fall(0, 0), []],
    [CALM, fall(3, 0), ['bad_model', 'concept_change']],
    [DRIFT, fall(3, 0), ['population_shift', 'concept_change']],
    [
      { ...DRIFT, findings: [{ column: 'a', finding: 'absent' }] },
      fall(3, 0),
      ['broken_data', 'population_shift', 'concept_change']
    ]
  ])('has the hypotheses that the signals give reason to: %#', (report, points, expected) => {
    expect(planFrom(report, ...points).hypotheses).toEqual(expected);
  });
});

describe('planActions()', () => {
  test('counts bad lines in a finding', () => {
    const signals = { ...signalsFrom(CALM, ...fall(0, 0)), numBadLines: 3 };
    expect(planActions(signals, RULES).findings.at(-1)).toEqual({ history_bad_lines: 3 });
  });

  test('gives each action its reason', () => {
    const slow = fall(3.04, 0).map(point => ({ ...point, latency_p95_ms: 401 }));
    const { actions } = planFrom(CALM, ...slow);
    expect(actions.map(({ do: name, because }) => ({ do: name, because }))).toEqual([
      { do: 'trigger_retraining', because: 'AUC fell 3.0% (limit 3%, without drift)' },
      {
        do: 'raise_thresholds',
        because: 'p95 latency is above 400 ms in the two latest points'
      }
    ]);
    expect(actions.map(({ clauses, evidence }) => [clauses, evidence.map(e => e.about)])).toEqual([
      [['warn_auc'], ['roc_auc']],
      [['warn_latency'], ['latency_p95_ms']]
    ]);
    expect(planFrom(DRIFT, ...fall(7, 8)).actions[0]?.because).toBe(
      'AUC fell 7.0% (limit 6%); PR-AUC fell 8.0% (limit 5%) while drift is present'
    );
  });

  test('follows the limits of its policy', () => {
    const policy = { ...RULES, warn: { roc_auc_drop_pct: 1, latency_p95_ms: 100 } };
    const plan = planActions(signalsFrom(CALM, ...fall(1, 0)), policy);
    expect(outcome(plan)).toEqual([...RETRAIN, 'raise_thresholds']);
    expect(plan.rationale).toContain('p95 latency above 100 ms');
  });

  test('makes what the schema of the file allows', () => {
    const plan = toAgentPlan(planFrom(DRIFT, ...fall(7, 8)));
    expect(agentPlanSchema.parse(plan)).toEqual(plan);
    expect(plan.findings.slice(-2)).toEqual([
      { evidence: expect.arrayContaining([expect.stringContaining('drop 7 %')]) },
      { hypotheses: ['population_shift', 'concept_change'] }
    ]);
  });
});
