import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { runCommand } from '../../../cli/src/run-command.ts';
import { randomSeeded } from '@espalier/core';
import { agentMonitorCommand } from '../../src/command.ts';
import { compareReplays, isSameReplay } from '../../src/backtest/compare-replays.ts';
import { listTrials, parseWhatIf, tryLimit } from '../../src/backtest/what-if.ts';
import { planActions } from '../../src/decide/plan.ts';
import { readHistory } from '../../src/observe/read-history.ts';
import { listAlarms, listVerdicts, replay } from '../../src/backtest/replay.ts';
import { computeSignals } from '../../src/decide/signals.ts';
import { fakeIo } from '../../../../test/support/fake-io.ts';
import { CALM, DRIFT, historyOf, hour, jsonl, RULES } from '../support/history.ts';

const random = randomSeeded(14);
/** Quality and latency that go bad twice and recover, with a gap. */
const points = Array.from({ length: 400 }, (_, i) => ({
  ts: hour(i < 300 ? i : i + 200),
  roc_auc: 0.9 - (i % 150 > 120 ? 0.04 : 0) - 0.005 * random(),
  pr_auc: i % 7 === 0 ? null : 0.6 - 0.03 * random(),
  latency_p95_ms: i % 90 > 80 ? 450 : 300,
  error_rate: 0.01 * random()
}));
const history = historyOf(...points);

describe('replay()', () => {
  const found = replay(history, RULES, CALM);
  const verdicts = [...listVerdicts(found)];

  test('says after every point what agent-monitor would have said then', () => {
    const naive = points.map((_, i) => {
      const known = readHistory(jsonl(...points.slice(0, i + 1)), 'm.jsonl');
      return planActions(computeSignals(known, CALM, RULES.window_days), RULES).status;
    });
    expect(verdicts.map(({ status }) => status)).toEqual(naive);
    expect(new Set(naive)).toEqual(new Set(['healthy', 'warn']));
  });

  test('adds up the time in each state, and counts actions that are asked for anew', () => {
    const { healthy, warn, critical } = found.seconds;
    expect(healthy + warn + critical).toBe(599 * 3600);
    expect(critical).toBe(0);
    // The first point after the gap of 200 hours has nothing in its window.
    expect(found.actions).toEqual({
      open_incident: 1,
      trigger_retraining: expect.any(Number),
      raise_thresholds: expect.any(Number)
    });
    const starts = verdicts.filter(
      ({ actions }, i) =>
        actions.includes('raise_thresholds') &&
        !verdicts[i - 1]!.actions.includes('raise_thresholds')
    );
    expect(found.actions.raise_thresholds).toBe(starts.length);
  });

  test('has an alarm from each time that the status gets worse until it gets better', () => {
    const small = historyOf(
      ...[0.9, 0.9, 0.87, 0.87, 0.8, 0.9, 0.85].map((roc_auc, i) => ({ ts: hour(i), roc_auc }))
    );
    const alarms = listAlarms(replay(small, RULES, CALM));
    expect(alarms.map(({ status, from, to }) => [status, hourOf(from), hourOf(to)])).toEqual([
      ['warn', 2, 5],
      ['critical', 4, 5],
      ['warn', 6, undefined]
    ]);
  });

  function hourOf(time: number | undefined): number | undefined {
    return time === undefined ? undefined : (time / 1000 - Date.parse(hour(0))) / 3_600_000;
  }

  test('has a drift report that holds all the time', () => {
    const fall = historyOf({ ts: hour(0), pr_auc: 0.6 }, { ts: hour(1), pr_auc: 0.5 });
    expect(replay(fall, RULES, DRIFT).numAlarms).toBe(1);
    expect(replay(fall, RULES, CALM).numAlarms).toBe(0);
  });

  test('of the same policy is the same, of another differs in periods', () => {
    const base = replay(history, RULES, CALM);
    const { replay: other } = tryLimit(history, RULES, CALM, {
      limit: 'warn.latency_p95_ms',
      value: 1e6
    });
    expect(compareReplays(base, base)).toEqual([]);
    expect(isSameReplay(base, replay(history, RULES, CALM))).toBe(true);
    expect(isSameReplay(base, other)).toBe(false);
    const changes = compareReplays(base, other);
    expect(changes.length).toBeGreaterThan(0);
    for (const { time, status } of listVerdicts(other)) {
      const change = changes.find(({ from, to = Infinity }) => time >= from && time < to);
      const before = verdicts.find(verdict => verdict.time === time)!.status;
      expect([before, status]).toEqual(
        change === undefined ? [before, before] : [change.before, change.after]
      );
    }
  });

  test('of one point is one verdict', () => {
    const one = replay(historyOf({ ts: hour(0), roc_auc: 0.5 }), RULES, CALM);
    expect([...listVerdicts(one)]).toMatchObject([{ status: 'healthy' }]);
    expect(one.seconds).toEqual({ healthy: 0, warn: 0, critical: 0 });
  });
});

describe('what if', () => {
  test('a lower limit gives no fewer hours of warning', () => {
    const low = tryLimit(history, RULES, CALM, { limit: 'warn.roc_auc_drop_pct', value: 1 });
    const high = tryLimit(history, RULES, CALM, { limit: 'warn.roc_auc_drop_pct', value: 5 });
    expect(low.replay.seconds.warn).toBeGreaterThan(high.replay.seconds.warn);
  });

  test('the usual trials are sound policies', () => {
    const trials = listTrials(RULES);
    expect(trials).toContainEqual({ limit: 'warn.latency_p95_ms', value: 800 });
    expect(trials).toContainEqual({ limit: 'critical.roc_auc_drop_pct', value: 3 });
    for (const trial of trials) tryLimit(history, RULES, CALM, trial);
  });

  test.each(['', 'warn=3', 'warn.latency_p95_ms', 'warn.latency_p95_ms=', 'window_days=many'])(
    'parseWhatIf() refuses %j',
    text => {
      expect(() => parseWhatIf(text)).toThrow('LIMIT=NUMBER');
    }
  );

  test('a policy that contradicts itself is refused', () => {
    const trial = { limit: 'warn.roc_auc_drop_pct', value: 7 } as const;
    expect(() => tryLimit(history, RULES, CALM, trial)).toThrow('would contradict itself');
  });
});

describe('agent-monitor backtest', () => {
  let folder = '';
  const at = (name: string): string => join(folder, name);
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'backtest-'));
    await writeFile(at('m.jsonl'), `${jsonl(...points)}secret\n`);
    await writeFile(at('p.yaml'), 'warn: { latency_p95_ms: 500 }\n');
    await writeFile(at('one.jsonl'), jsonl({ ts: hour(0), roc_auc: 0.5 }));
  });
  afterAll(() => rm(folder, { recursive: true }));

  async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
    const io = fakeIo();
    const code = await runCommand(agentMonitorCommand, ['backtest', ...args], io);
    return { code, out: io.out(), err: io.err() };
  }

  test('tells alarms, actions, times and other limits; --json and --html too', async () => {
    const html = at('page.html');
    const { code, out, err } = await run('--metrics', at('m.jsonl'), '--html', html, '--json');
    expect(code).toBe(0);
    expect(err).toContain('1 of 401 lines skipped');
    expect(err).toMatch(/\n\d+ alarms\n {2}warn {5}2025-08-/);
    expect(err).toContain('warn.latency_p95_ms=800');
    const answer = JSON.parse(out) as { points: number; hours: object; what_if: object[] };
    expect(answer).toMatchObject({ points: 400, hours: { critical: 0 } });
    expect(answer.what_if).toHaveLength(listTrials(RULES).length);
    const page = await readFile(html, 'utf8');
    expect(page).toContain('<h2>Over time</h2>');
    expect(page.match(/<svg /g)).toHaveLength(4);
    expect(page).toContain('<h2>What another limit would change</h2>');
    expect(page).toMatch(/raise_thresholds \d+ → 0/);
    expect(page).toMatch(/No difference with .*critical.pr_auc_drop_pct = 10/);
    expect(page + err + out).not.toContain('secret');
  });

  test('follows a policy and the limits that are asked for', async () => {
    const { out } = await run(
      ...['--metrics', at('m.jsonl'), '--policy', at('p.yaml'), '--json'],
      ...['--what-if', 'warn.latency_p95_ms=400', '--what-if', 'window_days=1']
    );
    const answer = JSON.parse(out) as { actions: object; what_if: { actions: object }[] };
    expect(answer.actions).not.toHaveProperty('raise_thresholds');
    expect(answer.what_if).toMatchObject([
      {
        limit: 'warn.latency_p95_ms',
        value: 400,
        actions: { raise_thresholds: expect.any(Number) }
      },
      { limit: 'window_days', value: 1 }
    ]);
  });

  test('names the models of the history on the page, the latest first', async () => {
    const points = ['1.0.0', '1.0.0', '2.0.0'].map((version, i) => ({
      ts: hour(i),
      roc_auc: 0.9,
      model: 'churn',
      version
    }));
    await writeFile(at('models.jsonl'), jsonl(...points));
    await run('--metrics', at('models.jsonl'), '--html', at('models.html'));
    expect(await readFile(at('models.html'), 'utf8')).toContain('churn 2.0.0, churn 1.0.0');
    expect(await readFile(at('page.html'), 'utf8')).not.toContain('<dt>Model');
  });

  test('draws nothing of a single point', async () => {
    const { code } = await run('--metrics', at('one.jsonl'), '--html', at('one.html'));
    expect(code).toBe(0);
    expect(await readFile(at('one.html'), 'utf8')).toContain('Too few points to draw');
  });

  test.each([
    [['--metrics', 'absent.jsonl'], 66],
    [[], 2],
    [['--metrics', 'm', '--drift', 'd', '--out', 'o'], 2]
  ])('%j ends with %d', async (args, code) => {
    expect((await run(...args)).code).toBe(code);
  });

  test('a limit that is none ends with 2', async () => {
    expect((await run('--metrics', at('m.jsonl'), '--what-if', 'x=1')).code).toBe(2);
  });
});
