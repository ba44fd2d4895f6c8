import { describe, expect, test } from '@jest/globals';
import type { DriftReport } from '@espalier/core/contracts';
import { type Plan, planActions, toAgentPlan } from '../../src/decide/plan.ts';
import { computeSignals } from '../../src/decide/signals.ts';
import { readHistory } from '../../src/observe/read-history.ts';
import { findStale } from '../../src/observe/unknown.ts';
import { CALM, DRIFT, fall, type Fields, hour, jsonl, outcome, RULES } from '../support/history.ts';

const NOW = new Date(hour(100));
const STEADY = { roc_auc: 0.9, pr_auc: 0.8, latency_p95_ms: 200, error_rate: 0.01 };

function planText(text: string, report: DriftReport = CALM, now: Date = NOW): Plan {
  const history = readHistory(text, 'm.jsonl', { now });
  return planActions(computeSignals(history, report, RULES.window_days), RULES);
}

function finding(plan: Plan, name: string): unknown {
  return plan.findings.flatMap(entry => Object.entries(entry)).find(([key]) => key === name)?.[1];
}

const steady = (count: number): string =>
  jsonl(...Array.from({ length: count }, (_, i) => ({ ts: hour(i), ...STEADY })));

const BLIND = ['warn', 'open_incident'];

describe('a model of which nothing can be told is not healthy', () => {
  const latest = (fields: Fields): string => JSON.stringify({ ts: hour(10), ...fields });

  test.each([
    ['both qualities null', latest({ ...STEADY, roc_auc: null, pr_auc: null })],
    ['both qualities absent', latest({ latency_p95_ms: 200 })],
    ['NaN as Python writes it', `{"ts": "${hour(10)}", "roc_auc": NaN, "pr_auc": -Infinity}`],
    ['NaN as R writes it', latest({ roc_auc: 'NaN', pr_auc: 'NA' })],
    ['a number too large', `{"ts": "${hour(10)}", "roc_auc": 1e999, "pr_auc": null}`],
    ['a line that was cut off', latest(STEADY).slice(0, 45)],
    ['a line that is not JSON', 'Traceback (most recent call last):'],
    ['a ROC-AUC in per cent', latest({ ...STEADY, roc_auc: 91 })],
    ['a PR-AUC over 1', latest({ ...STEADY, pr_auc: 1.0001 })],
    ['a negative latency', latest({ ...STEADY, latency_p95_ms: -1 })],
    ['an error rate in per cent', latest({ ...STEADY, error_rate: 5 })],
    ['a number as text', latest({ ...STEADY, roc_auc: '0.91' })],
    ['a truth value', latest({ ...STEADY, roc_auc: true })],
    ['a time that is a number', JSON.stringify({ ts: 1_754_000_000_000, ...STEADY })],
    ['a time without meaning', JSON.stringify({ ts: '17/08/2025 12:00', ...STEADY })],
    ['a value after a gap longer than the window', JSON.stringify({ ts: hour(300), ...STEADY })]
  ])('%s at the latest time', (_, line) => {
    for (const end of ['', '\n', '\r\n', '\n\n  \n']) {
      const plan = planText(`${steady(10)}${line}${end}`, CALM, new Date(hour(400)));
      expect(outcome(plan)).toEqual(BLIND);
      const [because] = finding(plan, 'cannot_tell') as string[];
      expect(because).toMatch(/^roc_auc and pr_auc: /);
      expect(plan.rationale).toContain('It cannot be told whether the model is healthy');
      expect(plan.rationale).not.toContain('no rule asks for action');
      expect(plan.actions[0]).toMatchObject({
        because: expect.stringContaining('cannot tell roc_auc and pr_auc'),
        clauses: ['cannot_tell'],
        evidence: [{ about: 'cannot_tell' }]
      });
      expect(plan.hypotheses).toEqual(['monitoring_gap']);
    }
  });

  test('the reason names the time or the line', () => {
    const because = (text: string): unknown => finding(planText(text), 'cannot_tell');
    expect(because(`${steady(10)}${latest({ acc: 1 })}`)).toEqual([
      'roc_auc and pr_auc: not measured at 2025-08-10T10:00:00.000Z, the latest point; last measured at 2025-08-10T09:00:00.000Z'
    ]);
    expect(because(`${steady(10)}secret`)).toEqual([
      'roc_auc and pr_auc: line 11, the latest, is bad (not JSON)'
    ]);
    expect(because(`${steady(10)}${latest({ ...STEADY, roc_auc: 91 })}`)).toEqual([
      'roc_auc and pr_auc: line 11, the latest, is bad (roc_auc: too large)'
    ]);
    expect(
      because(jsonl({ ts: hour(0), acc: 1 }, { ts: hour(1), ...STEADY, pr_auc: null }))
    ).toEqual([
      'roc_auc: measured at 2025-08-10T01:00:00.000Z alone, so there is nothing to compare with',
      'pr_auc: never measured'
    ]);
    expect(because(jsonl({ ts: hour(0), pr_auc: 0 }, { ts: hour(1), pr_auc: 0 }))).toEqual([
      'roc_auc: never measured',
      'pr_auc: the median of the 7 days before 2025-08-10T01:00:00.000Z is 0'
    ]);
  });

  test('one quality is enough to tell', () => {
    const plan = planText(`${steady(10)}${latest({ ...STEADY, roc_auc: null })}`);
    expect(outcome(plan)).toEqual(['healthy', 'do_nothing']);
    expect(finding(plan, 'insufficient_history')).toEqual(['roc_auc']);
    expect(finding(plan, 'cannot_tell')).toBeUndefined();
  });

  test('a first point is new, not blind', () => {
    const plan = planText(steady(1));
    expect(outcome(plan)).toEqual(['healthy', 'do_nothing']);
    expect(finding(plan, 'insufficient_history')).toEqual(['roc_auc', 'pr_auc', 'latency_p95_ms']);
  });

  test('a bad line before the latest point hides nothing, wherever it stands', () => {
    const bad = [JSON.stringify({ ts: hour(3), roc_auc: 91 }), 'secret'];
    for (const text of [
      `${bad.join('\n')}\n${steady(10)}`,
      `${bad[1]!}\n${steady(10)}${bad[0]!}`,
      `${steady(5)}${bad[1]!}\n${latest(STEADY)}`
    ])
      expect(planText(text).status).toBe('healthy');
  });

  test('slow answers ask for higher limits besides, and a latency is kept of a line with NaN', () => {
    const slow = { ...STEADY, latency_p95_ms: 900 };
    const line = `{"ts": "${hour(2)}", "roc_auc": NaN, "pr_auc": NaN, "latency_p95_ms": 900}`;
    const plan = planText(`${jsonl({ ts: hour(0), ...slow }, { ts: hour(1), ...slow })}${line}`);
    expect(outcome(plan)).toEqual(['warn', 'open_incident', 'raise_thresholds']);
    expect(plan.findings[2]).toEqual({ latency_p95_ms: 900 });
  });

  test('critical stays critical, with its own actions', () => {
    const plan = planText(`${jsonl(...fall(7, 8))}secret`, DRIFT);
    expect(outcome(plan)).toEqual([
      'critical',
      'open_incident',
      'trigger_retraining',
      'page_oncall=false'
    ]);
    expect(finding(plan, 'cannot_tell')).toHaveLength(1);
  });
});

describe('a point in the future', () => {
  const text = (time: string, roc_auc = 0.7): string =>
    jsonl(
      { ts: hour(0), ...STEADY },
      { ts: time, ...STEADY },
      { ts: hour(99), ...STEADY, roc_auc }
    );

  test.each(['2099-01-01T00:00:00Z', hour(100.2), '2025-08-14T05:11:00+01:00'])(
    'of %s is left out by name',
    time => {
      const plan = planText(text(time));
      expect(outcome(plan)).toEqual([
        'critical',
        'open_incident',
        'roll_back_model',
        'page_oncall=false'
      ]);
      expect(finding(plan, 'history_future_points')).toEqual([new Date(time).toISOString()]);
    }
  );

  test('counts within ten minutes: clocks differ', () => {
    const plan = planText(text(hour(100 + 1 / 6)));
    expect(finding(plan, 'history_future_points')).toBeUndefined();
    expect(plan.status).toBe('healthy');
  });

  test('names the first five of many', () => {
    const many = Array.from({ length: 8 }, (_, i) => ({ ts: hour(200 + i), ...STEADY }));
    const found = finding(planText(`${steady(2)}${jsonl(...many)}`), 'history_future_points');
    expect(found).toEqual([...many.slice(0, 5).map(({ ts }) => ts), 'and 3 more']);
  });

  test('does not make a history alone', () => {
    expect(() => planText(jsonl({ ts: hour(200), ...STEADY }))).toThrow(
      'every point lies in the future'
    );
  });
});

describe('findStale()', () => {
  const hours = (n: number): number => Date.parse(hour(n));

  test.each([
    [0, 0, []],
    [6, 6, []],
    [6.01, 0, [['roc_auc', 'pr_auc']]],
    [0, 6.01, [['drift']]],
    [10_000, 50, [['roc_auc', 'pr_auc'], ['drift']]]
  ])('a history %d and a report %d hours old', (ofHistory, ofReport, about) => {
    const found = findStale(hours(0), 6 * 3600, {
      latestPoint: hours(-ofHistory),
      reportWritten: hours(-ofReport)
    });
    expect(found.map(unknown => unknown.about)).toEqual(about);
  });

  test('says how old, and what the limit is', () => {
    const times = { latestPoint: hours(-1000), reportWritten: hours(-1.5) };
    expect(findStale(hours(0), 3600, times).map(({ because }) => because)).toEqual([
      'the latest point, of 2025-06-29T08:00:00.000Z, is 41 days old (--max-age 1h)',
      'the drift report, written at 2025-08-09T22:30:00.000Z, is 90 minutes old (--max-age 1h)'
    ]);
  });

  test('warns of a model that was healthy', () => {
    const stale = findStale(hours(9), 3600, { latestPoint: hours(1), reportWritten: hours(9) });
    const history = readHistory(steady(2), 'm.jsonl');
    const signals = computeSignals(history, CALM, RULES.window_days, [], { stale });
    expect(outcome(planActions(signals, RULES))).toEqual(BLIND);
  });
});

describe('names of metrics', () => {
  const failureOf = (...points: Fields[]): string => {
    try {
      planText(jsonl(...points));
    } catch (error) {
      return (error as Error).message;
    }
    return 'a plan';
  };

  test('a history without a known one is refused, with the keys found and those meant', () => {
    const point = { auc: 0.9, prauc: 0.8, p95: 200, host: 'secret' };
    expect(failureOf({ ts: hour(0), ...point }, { ts: hour(1), ...point })).toBe(
      'Cannot use "m.jsonl" as a metrics history: no line has a known metric; the keys are "auc" (roc_auc, perhaps), "prauc" (pr_auc, perhaps), "p95" (latency_p95_ms, perhaps), "host"'
    );
    expect(failureOf({ ts: hour(0) })).toContain('no line has any');
  });

  test.each([
    ['roc_acu', 'roc_auc'],
    ['ROC-AUC', 'roc_auc'],
    ['AUROC', 'roc_auc'],
    ['average_precision', 'pr_auc'],
    ['latency_p95', 'latency_p95_ms'],
    ['err_rate', 'error_rate']
  ])('a key %s is taken for %s, perhaps', (key, meant) => {
    const { [meant as 'roc_auc']: value, ...others } = STEADY;
    const plan = planText(
      jsonl({ ts: hour(0), ...STEADY }, { ts: hour(1), ...others, [key]: value })
    );
    expect(finding(plan, 'history_unknown_keys')).toEqual([`${key}: ${meant}, perhaps`]);
    expect(finding(plan, 'insufficient_history')).toEqual(
      meant === 'error_rate' ? undefined : [meant]
    );
  });

  test('a key beside the metric that it resembles is nothing to speak of', () => {
    const point = { ...STEADY, auc: 0.5, rows: 10, positives: 3, from: null, to: null };
    const plan = planText(jsonl({ ts: hour(0), ...point }, { ts: hour(1), ...point }));
    expect(finding(plan, 'history_unknown_keys')).toBeUndefined();
  });
});

describe('names of models', () => {
  const plan = (history: Fields, model?: DriftReport['model'], before = history): Plan =>
    planText(jsonl({ ts: hour(0), ...STEADY, ...before }, { ts: hour(1), ...STEADY, ...history }), {
      ...CALM,
      ...(model === undefined ? {} : { model })
    });

  test('of a history and a report must be the same', () => {
    expect(() => plan({ model: 'churn' }, { name: 'loan' })).toThrow(
      'Cannot plan: the metrics history is about churn, the drift report about loan'
    );
    expect(() => plan({ model: 'churn' }, undefined, { model: 'loan' })).toThrow(
      'the metrics history is about several models: churn, loan'
    );
    const same = plan({ model: 'churn', version: '2' }, { name: 'churn', version: '2' });
    expect(finding(same, 'model_identity') ?? finding(same, 'model_versions')).toBeUndefined();
  });

  test('are told when one side has none, or another version', () => {
    expect(finding(plan({ model: 'churn' }), 'model_identity')).toBe(
      'the metrics history is about churn, the drift report names no model'
    );
    expect(finding(plan({}, { name: 'churn' }), 'model_identity')).toBe(
      'the drift report is about churn, the metrics history names no model'
    );
    expect(
      finding(plan({ model: 'a b', version: '2' }, { name: 'a b', version: '1' }), 'model_versions')
    ).toBe('the latest line that names a version is about 2, the drift report about 1');
  });

  test('older than the window do not count, and no names are no finding', () => {
    const text = jsonl(
      { ts: hour(0), ...STEADY, model: 'old' },
      { ts: hour(200), ...STEADY, model: 'new' },
      { ts: hour(201), ...STEADY, model: 'new' }
    );
    expect(planText(text, CALM, new Date(hour(300))).status).toBe('healthy');
    expect(toAgentPlan(plan({})).findings.map(entry => Object.keys(entry)[0])).not.toContain(
      'model_identity'
    );
  });
});
