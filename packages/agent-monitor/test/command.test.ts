import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { runCommand } from '../../cli/src/run-command.ts';
import { randomSeeded, shuffle } from '@espalier/core';
import { agentPlanSchema, parseAgentPlan } from '../../core/src/contracts/agent-plan.ts';
import { agentMonitorCommand } from '../src/command.ts';
import type { PlanAnswer } from '../src/decide/plan.ts';
import { fakeIo } from '../../../test/support/fake-io.ts';
import { CALM, DRIFT, fall, hour, jsonl } from './support/history.ts';

let folder = '';
const at = (name: string): string => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'agent-monitor-'));
  await writeFile(at('critical.jsonl'), jsonl(...fall(7, 8)));
  await writeFile(at('warn.jsonl'), jsonl(...fall(4, 0)));
  await writeFile(at('flat.jsonl'), jsonl(...fall(0, 0)));
  await writeFile(at('garbled.jsonl'), 'secret\n');
  await writeFile(at('empty'), '');
  await writeFile(at('drift.json'), JSON.stringify(DRIFT));
  await writeFile(at('calm.json'), JSON.stringify(CALM));
});

afterAll(() => rm(folder, { recursive: true }));

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function run(args: readonly string[], env: Record<string, string> = {}): Promise<Ran> {
  const io = fakeIo(env);
  const code = await runCommand(agentMonitorCommand, args, io);
  return { code, out: io.out(), err: io.err() };
}

function files(metrics: string, drift: string, out = 'plan.yaml'): string[] {
  return ['--metrics', at(metrics), '--drift', at(drift), '--out', at(out)];
}

describe('agent-monitor', () => {
  test('writes the plan and says status, reasons and place on stderr', async () => {
    const { code, out, err } = await run(
      files('critical.jsonl', 'drift.json', 'deep/er/plan.yaml')
    );
    expect([code, out]).toEqual([0, '']);
    expect(err).toBe(
      [
        'critical: AUC fell 7.0% and PR-AUC 8.0% against the 7-day median while drift is present.',
        '  open_incident: AUC fell 7.0% (limit 6%); PR-AUC fell 8.0% (limit 5%) while drift is present',
        '  trigger_retraining: AUC fell 7.0% (limit 6%); PR-AUC fell 8.0% (limit 5%) while drift is present',
        '  page_oncall=false: an incident is enough, nobody is paged',
        `Wrote ${at('deep/er/plan.yaml')}`,
        ''
      ].join('\n')
    );
    expect(await readdir(at('deep/er'))).toEqual(['plan.yaml']);
  });

  test('prints with --json the plan that the file holds', async () => {
    const { code, out } = await run([...files('warn.jsonl', 'calm.json'), '--json']);
    expect(code).toBe(0);
    const { details, ...shown } = JSON.parse(out) as PlanAnswer;
    const plan = agentPlanSchema.parse(shown);
    expect(plan.status).toBe('warn');
    expect(details.actions).toMatchObject([{ do: 'trigger_retraining', clauses: ['warn_auc'] }]);
    expect(details.evidence[0]).toMatchObject({ about: 'roc_auc', drop_pct: 4, median: 0.8 });
    expect(parseAgentPlan(await readFile(at('plan.yaml'), 'utf8'), 'plan.yaml')).toEqual(plan);
  });

  test('takes its options from the environment, flags first', async () => {
    const env = {
      ESPALIER_AGENT_MONITOR_METRICS: at('critical.jsonl'),
      ESPALIER_AGENT_MONITOR_DRIFT: at('drift.json'),
      ESPALIER_AGENT_MONITOR_OUT: at('from-env.yaml'),
      ESPALIER_AGENT_MONITOR_FAIL_ON: 'critical',
      ESPALIER_AGENT_MONITOR_JSON: 'true'
    };
    expect(await run([], env)).toMatchObject({ code: 3 });
    const { code, out } = await run(['--metrics', at('flat.jsonl')], env);
    expect([code, JSON.parse(out)]).toMatchObject([0, { status: 'healthy' }]);
  });

  test.each([
    ['critical.jsonl', 'critical', 3],
    ['critical.jsonl', 'warn', 3],
    ['warn.jsonl', 'critical', 0],
    ['warn.jsonl', 'warn', 3],
    ['flat.jsonl', 'warn', 0]
  ])(
    '%s with --fail-on %s exits with %d, and the plan is written',
    async (metrics, level, code) => {
      const out = `${metrics}-${level}.yaml`;
      const ran = await run([...files(metrics, 'drift.json', out), '--fail-on', level]);
      expect(ran.code).toBe(code);
      expect(ran.err.includes(`reached --fail-on ${level}`)).toBe(code === 3);
      expect(await readFile(at(out), 'utf8')).toMatch(/^status: /);
    }
  );

  test('tells bad lines among good ones and plans on', async () => {
    await writeFile(at('mixed.jsonl'), `${jsonl(...fall(0, 0))}secret\n`);
    const { code, err } = await run(files('mixed.jsonl', 'calm.json', 'mixed.yaml'));
    expect(code).toBe(0);
    expect(err).toContain('mixed.jsonl: 1 of 3 lines skipped:\n  line 3: not JSON');
    expect(err).not.toContain('secret');
    expect(await readFile(at('mixed.yaml'), 'utf8')).toContain('  - history_bad_lines: 1\n');
  });

  test('follows a policy file, and refuses one with an unknown key', async () => {
    await writeFile(at('policy.yaml'), 'critical: { roc_auc_drop_pct: 8, pr_auc_drop_pct: 9 }\n');
    const args = files('critical.jsonl', 'drift.json');
    const { out } = await run([...args, '--json', '--policy', at('policy.yaml')]);
    expect(JSON.parse(out)).toMatchObject({ status: 'warn', actions: ['trigger_retraining'] });
    await writeFile(at('typo.yaml'), 'warn: { roc_auc_drop: 8 }\n');
    const { code, err } = await run([...args, '--policy', at('typo.yaml')]);
    expect(code).toBe(65);
    expect(err).toContain('unknown key "roc_auc_drop"; expected "roc_auc_drop_pct", perhaps');
  });

  test.each([
    ['absent.jsonl', 'drift.json', 66, /^E_FILE_MISSING/],
    ['flat.jsonl', 'absent.json', 66, /^E_FILE_MISSING/],
    ['.', 'drift.json', 66, /^E_FILE_UNREADABLE/],
    ['empty', 'drift.json', 65, /^E_HISTORY_INVALID$/],
    ['garbled.jsonl', 'drift.json', 65, /^E_HISTORY_INVALID$/],
    ['flat.jsonl', 'empty', 65, /^E_DRIFT_REPORT_INVALID$/],
    ['flat.jsonl', 'garbled.jsonl', 65, 'E_DRIFT_REPORT_INVALID']
  ])('metrics %s and drift %s: exit %d, %s, and the last plan stays', async (...given) => {
    const [metrics, drift, exit, failure] = given;
    await writeFile(at('last.yaml'), 'the last plan');
    const { code, out, err } = await run([...files(metrics, drift, 'last.yaml'), '--json']);
    expect([code, JSON.parse(out)]).toMatchObject([
      exit,
      { error: { code: expect.stringMatching(failure) } }
    ]);
    expect(err).not.toContain('secret');
    expect(await readFile(at('last.yaml'), 'utf8')).toBe('the last plan');
  });

  test('takes another time for the present, and with --max-age does not trust old points', async () => {
    const args = [...files('flat.jsonl', 'calm.json'), '--json'];
    const planOf = async (...more: string[]): Promise<string> => {
      const { out } = await run([...args, ...more]);
      const { status, findings } = JSON.parse(out) as PlanAnswer;
      const names = findings.flatMap(finding => Object.keys(finding)).slice(4, -1);
      return [status, ...names].join(' ');
    };
    expect(await planOf()).toBe('healthy');
    expect(await planOf('--max-age', '6h')).toBe('warn cannot_tell evidence');
    expect(await planOf('--max-age', '6h', '--now', hour(2))).toBe('healthy');
    expect(await planOf('--now', hour(0.5))).toBe(
      'healthy insufficient_history history_future_points'
    );
    expect((await run([...args, '--max-age', 'soon'])).code).toBe(2);
    expect((await run([...args, '--now', 'soon'])).code).toBe(2);
  });

  test('exits with 1 when the plan cannot be written', async () => {
    const { code, err } = await run(files('flat.jsonl', 'calm.json', 'empty/plan.yaml'));
    expect(code).toBe(1);
    expect(err).toMatch(/^E_FILE_UNWRITABLE: /);
  });

  test.each([
    [[]],
    [['--metrics', 'a.jsonl']],
    [['--metrics', 'a.jsonl', '--drift', 'd.json', '--fail-on', 'healthy']],
    [['--metrics', 'a.jsonl', '--drift', 'd.json', '--fial-on', 'warn']],
    [['--metrics', 'a.jsonl', '--drift', 'd.json', 'more']]
  ])('exits with 2 on wrong usage: %j', async args => {
    expect((await run(args)).code).toBe(2);
  });

  test('has a help with examples and exit codes', async () => {
    const { code, out } = await run(['--help']);
    expect(code).toBe(0);
    expect(out).toMatch(/Examples:[^]+--fail-on critical[^]+Exit codes:[^]+ 3 {3}done/);
  });

  test('gives the same bytes for 1,000 orders of the lines', async () => {
    const random = randomSeeded(7);
    const points = Array.from({ length: 60 }, (_, i) => ({
      ts: hour(i * 5),
      roc_auc: 0.8 + 0.1 * random(),
      pr_auc: 0.5 + 0.1 * random(),
      latency_p95_ms: 380 + 40 * random(),
      error_rate: 0.02 * random()
    }));
    const lines = [...points.map(point => jsonl(point)), jsonl({ ts: hour(7), roc_auc: 'bad' })];
    const plans = new Set<string>();
    for (let i = 0; i < 1000; ++i) {
      const order = shuffle(Uint32Array.from(lines.keys()), random);
      await writeFile(at('shuffled.jsonl'), [...order].map(j => lines[j]).join(''));
      await run(files('shuffled.jsonl', 'drift.json', 'shuffled.yaml'));
      plans.add(await readFile(at('shuffled.yaml'), 'utf8'));
    }
    expect(plans.size).toBe(1);
  });
});
