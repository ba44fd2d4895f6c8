import { describe, expect, test } from '@jest/globals';
import { EspalierError } from '@espalier/core';
import { toPlanAnswer } from '../../src/decide/plan.ts';
import { parseMonitorBody } from '../../src/observe/monitor-body.ts';
import { planFromBody } from '../../src/decide/plan-from.ts';
import { DRIFT, fall, hour, planFrom, RULES } from '../support/history.ts';

function failureOf(body: unknown): EspalierError {
  try {
    parseMonitorBody(body);
  } catch (error) {
    if (error instanceof EspalierError) return error;
  }
  throw new RangeError('the body is taken');
}

describe('planFromBody()', () => {
  test('plans what agent-monitor plans from the same points and report, in any order', () => {
    const points = fall(7, 8);
    const expected = toPlanAnswer(planFrom(DRIFT, ...points));
    expect(planFromBody({ metrics: points, drift: DRIFT })).toEqual(expected);
    expect(planFromBody({ metrics: [...points].reverse(), drift: DRIFT })).toEqual(expected);
    expect(expected).toMatchObject({
      status: 'critical',
      details: { actions: [{ do: 'open_incident' }, {}, {}] }
    });
  });

  test('follows a policy', () => {
    const policy = { ...RULES, critical: { roc_auc_drop_pct: 9, pr_auc_drop_pct: 9 } };
    expect(planFromBody({ metrics: fall(7, 8), drift: DRIFT }, policy).status).toBe('warn');
  });

  test('takes the last of points of one time', () => {
    const [before, latest] = fall(7, 8);
    const metrics = [before, latest, { ...latest, roc_auc: 0.8, pr_auc: 0.5 }];
    const plan = planFromBody({ metrics, drift: DRIFT });
    expect(plan.status).toBe('healthy');
    expect(plan.findings).toContainEqual({ history_duplicates: 1 });
  });
});

describe('planFromBody() is never silent', () => {
  const metrics = fall(0, 0);

  test.each([
    ['policy', { policy: { warn: { roc_auc_drop_pct: 1 } } }],
    ['now', { now: '2026-01-01' }],
    ['Drift', { Drift: {} }]
  ])('about a key "%s" that it would not follow', (key, more) => {
    const failure = failureOf({ metrics, drift: DRIFT, ...more });
    expect(failure).toMatchObject({ code: 'E_FIELD_INVALID', status: 400 });
    expect(failure.details).toEqual([
      { field: key, problem: 'unknown key', expected: 'only metrics and drift' }
    ]);
    expect(planFromBody({ metrics, drift: DRIFT, [key]: null }).status).toBe('healthy');
  });

  test('about points in the future, blindness and other names', () => {
    const future = { ts: hour(9), roc_auc: 0.8 };
    const now = new Date(hour(2));
    const plan = planFromBody({ metrics: [...metrics, future], drift: DRIFT }, undefined, { now });
    expect(plan.findings).toContainEqual({ history_future_points: [hour(9)] });
    const blind = planFromBody({ metrics: [...metrics, { ts: hour(2), acc: 1 }], drift: DRIFT });
    expect([blind.status, blind.actions]).toEqual(['warn', ['open_incident']]);
    expect(() => planFromBody({ metrics: [{ ts: hour(0), auc: 1 }], drift: DRIFT })).toThrow(
      'no line has a known metric'
    );
  });

  test('about metrics that are null throughout', () => {
    const nulls = [0, 1].map(n => ({ ts: null, timestamp: hour(n), roc_auc: null, pr_auc: null }));
    const plan = planFromBody({ metrics: nulls, drift: DRIFT });
    expect([plan.status, plan.actions]).toEqual(['warn', ['open_incident']]);
    expect(plan.findings).toContainEqual({ cannot_tell: ['roc_auc and pr_auc: never measured'] });
  });

  test('about shares over 1', () => {
    const point = { ts: hour(3), roc_auc: 91, pr_auc: 1.5, acc: 2, error_rate: 3 };
    const failure = failureOf({ metrics: [...metrics, point], drift: DRIFT });
    expect(failure.details.map(({ row, field, problem }) => [row, field, problem])).toEqual(
      ['roc_auc', 'pr_auc', 'acc', 'error_rate'].map(name => [2, `metrics.${name}`, 'too large'])
    );
  });
});

describe('parseMonitorBody() refuses', () => {
  test.each([
    ['text', 'secret'],
    ['a list', []],
    ['null', null],
    ['metrics that are no list', { metrics: {}, drift: DRIFT }],
    ['no metrics at all', { drift: DRIFT }],
    ['an empty list', { metrics: [], drift: DRIFT }],
    ['a body without drift', { metrics: fall(0, 0) }],
    ['drift that is a list', { metrics: fall(0, 0), drift: [] }]
  ])('%s as another form', (_, body) => {
    expect(failureOf(body)).toMatchObject({ code: 'E_BODY_TYPE', status: 400 });
  });

  test('with every problem of every point and of the report, without their values', () => {
    const failure = failureOf({
      metrics: [
        { ts: hour(0), roc_auc: 'secret' },
        { ts: 'secret' },
        { roc_auc: -1, pr_auc: true },
        7,
        { ts: hour(1), roc_auc: 0.5 }
      ],
      drift: { overall_drift: 'secret', features: { a: 'secret' } }
    });
    expect(failure.code).toBe('E_FIELD_INVALID');
    expect(failure.details.map(({ row, field }) => [row, field])).toEqual([
      [0, 'metrics.roc_auc'],
      [1, 'metrics.ts'],
      [2, 'metrics.roc_auc'],
      [2, 'metrics.pr_auc'],
      [3, 'metrics'],
      [undefined, 'drift.overall_drift'],
      [undefined, 'drift.features.a']
    ]);
    expect(JSON.stringify(failure.details)).not.toContain('secret');
  });
});
