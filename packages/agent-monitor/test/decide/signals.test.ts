import { describe, expect, test } from '@jest/globals';
import type { Point } from '../../src/observe/points.ts';
import { computeSignals } from '../../src/decide/signals.ts';
import { CALM, historyOf, hour, signalsFrom } from '../support/history.ts';

const WEEK = 7 * 24;

describe('computeSignals()', () => {
  test('takes the median of an odd and of an even number of points, without the latest', () => {
    const points = [0.9, 0.5, 0.7, 0.8].map((roc_auc, i) => ({ ts: hour(i), roc_auc }));
    expect(signalsFrom(CALM, ...points).rocAuc).toMatchObject({
      latest: 0.8,
      median: 0.7,
      dropPct: -14.285714
    });
    expect(signalsFrom(CALM, ...points, { ts: hour(9), roc_auc: 0.6 }).rocAuc.median).toBe(0.75);
  });

  test('counts a point exactly seven days back, and not one a microsecond older', () => {
    const latest = { ts: hour(WEEK), roc_auc: 0.5 };
    expect(signalsFrom(CALM, { ts: hour(0), roc_auc: 1 }, latest).rocAuc.dropPct).toBe(50);
    const older = { ts: '2025-08-09T23:59:59.999999Z', roc_auc: 1 };
    expect(signalsFrom(CALM, older, latest).rocAuc).toMatchObject({
      latest: 0.5,
      median: null,
      dropPct: null
    });
  });

  test('leaves points older than the window out of the median', () => {
    const { rocAuc } = signalsFrom(
      CALM,
      { ts: hour(-1), roc_auc: 0.1 },
      { ts: hour(1), roc_auc: 0.8 },
      { ts: hour(WEEK), roc_auc: 0.8 }
    );
    expect(rocAuc.median).toBe(0.8);
  });

  test('has the window as an argument', () => {
    const history = historyOf({ ts: hour(0), roc_auc: 1 }, { ts: hour(25), roc_auc: 0.5 });
    expect(computeSignals(history, CALM, 1).rocAuc.dropPct).toBeNull();
    expect(computeSignals(history, CALM, 2).rocAuc.dropPct).toBe(50);
  });

  test('rounds a drop to six digits', () => {
    const drop = (roc_auc: number): number | null =>
      signalsFrom(CALM, { ts: hour(0), roc_auc: 0.9 }, { ts: hour(1), roc_auc }).rocAuc.dropPct;
    expect(100 * ((0.9 - 0.873) / 0.9)).not.toBe(3);
    expect(drop(0.873)).toBe(3);
    expect(drop(0.9)).toBe(0);
    expect(Object.is(drop(0.9 + 1e-12), 0)).toBe(true);
  });

  test('gives no drop against a median of zero, or one too small to divide by', () => {
    const drop = (before: number): number | null =>
      signalsFrom(CALM, { ts: hour(0), pr_auc: before }, { ts: hour(1), pr_auc: 0.5 }).prAuc
        .dropPct;
    expect(drop(0)).toBeNull();
    expect(drop(5e-324)).toBeNull();
  });

  test('passes over points that do not have the metric, but not over the latest', () => {
    const before = [{ ts: hour(0), roc_auc: 0.8 }, { ts: hour(1), roc_auc: null }, { ts: hour(2) }];
    expect(signalsFrom(CALM, ...before, { ts: hour(3), roc_auc: 0.4 }).rocAuc.dropPct).toBe(50);
    expect(signalsFrom(CALM, ...before).rocAuc).toMatchObject({
      latest: null,
      median: 0.8,
      dropPct: null
    });
  });

  test('has the latency of the two latest points, however far apart', () => {
    const { latencyP95Ms, latencyP95MsBefore } = signalsFrom(
      CALM,
      { ts: hour(9 * WEEK), latency_p95_ms: 3 },
      { ts: hour(0), latency_p95_ms: 1 },
      { ts: hour(1), latency_p95_ms: 2 }
    );
    expect([latencyP95Ms, latencyP95MsBefore]).toEqual([3, 2]);
  });

  test('takes empty columns and changed types out of the drift report, each column once', () => {
    const findings = [
      { column: 'fee', finding: 'empty' },
      { column: 'age', finding: 'unseen_levels' },
      { column: 'plan', finding: 'type_changed', was: 'number' },
      { column: 'fee', finding: 'type_changed' }
    ];
    expect(signalsFrom({ ...CALM, findings }, { ts: hour(0), acc: 1 }).brokenColumns).toEqual([
      { column: 'fee', finding: 'empty' },
      { column: 'plan', finding: 'type_changed' }
    ]);
  });
});

describe('computeSignals() with points of operation', () => {
  const history = historyOf(
    { ts: hour(0), roc_auc: 0.8, latency_p95_ms: 100, error_rate: 0.01 },
    { ts: hour(1), roc_auc: 0.7, latency_p95_ms: 110, error_rate: 0.02 }
  );
  const live = (n: number, latencyP95Ms: number | null): Point => ({
    time: Date.parse(hour(n)) * 1000,
    rocAuc: null,
    prAuc: null,
    latencyP95Ms,
    errorRate: 0.5
  });

  test('takes latency and errors from them, quality from the history', () => {
    const signals = computeSignals(history, CALM, 7, [live(2, 500), live(3, 600)]);
    expect(signals).toMatchObject({
      rocAuc: { latest: 0.7, median: 0.8 },
      latencyP95Ms: 600,
      latencyP95MsBefore: 500,
      errorRate: { latest: 0.5, median: 0.02 }
    });
  });

  test('fills a point of the history that has the same time', () => {
    const signals = computeSignals(history, CALM, 7, [live(1, null)]);
    expect(signals).toMatchObject({ latencyP95Ms: 110, errorRate: { latest: 0.5 } });
  });
});
