import { describe, expect, test } from '@jest/globals';
import { CALM, DRIFT, fall, hour, planFrom } from '../support/history.ts';

describe('the rationale', () => {
  test.each([
    [
      DRIFT,
      5.257,
      6.515,
      'AUC fell 5.3% and PR-AUC 6.5% against the 7-day median while drift is present.'
    ],
    [CALM, 7, 0, 'AUC fell 7.0% and PR-AUC held steady against the 7-day median without drift.'],
    [CALM, 4, -2, 'AUC fell 4.0% and PR-AUC rose 2.0% against the 7-day median without drift.'],
    [
      CALM,
      -1,
      -2,
      'AUC rose 1.0% and PR-AUC 2.0% against the 7-day median without drift; no rule asks for action.'
    ],
    [
      DRIFT,
      0,
      0.01,
      'AUC and PR-AUC held steady against the 7-day median while drift is present; no rule asks for action.'
    ]
  ])('%#', (report, roc, pr, expected) => {
    expect(planFrom(report, ...fall(roc, pr)).rationale).toBe(expected);
  });

  test('says what could not be compared', () => {
    expect(planFrom(CALM, { ts: hour(0), roc_auc: 0.9 }).rationale).toBe(
      'AUC and PR-AUC could not be compared with the 7-day median; there is no drift; no rule asks for action.'
    );
    const [before, latest] = fall(4, 4);
    expect(planFrom(DRIFT, before, { ...latest, pr_auc: null }).rationale).toBe(
      'AUC fell 4.0% against the 7-day median while drift is present; PR-AUC could not be compared with the 7-day median.'
    );
  });

  test('speaks of latency that stays high', () => {
    const slow = fall(0, 0).map(point => ({ ...point, latency_p95_ms: 500 }));
    expect(planFrom(CALM, ...slow).rationale).toBe(
      'AUC and PR-AUC held steady against the 7-day median without drift; p95 latency above 400 ms for two points.'
    );
  });

  test('says why there is no retraining, naming no more than three columns', () => {
    const findings = ['a', 'two words', 'c'].map(column => ({ column, finding: 'empty' }));
    const rationale = planFrom({ ...CALM, findings }, ...fall(4, 0)).rationale;
    expect(rationale).toContain(
      'An incident takes the place of retraining, which does not help on broken data: ' +
        'a is empty, "two words" is empty and c is empty.'
    );
    const more = [...findings, { column: 'd', finding: 'type_changed' }];
    expect(planFrom({ ...CALM, findings: more }, ...fall(0, 0)).rationale).toMatch(
      / The data is broken: a is empty, "two words" is empty and 2 more columns are broken\.$/
    );
  });
});
