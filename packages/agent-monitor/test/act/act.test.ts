import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { runCommand } from '../../../cli/src/run-command.ts';
import { parseAgentPolicy } from '@espalier/core/contracts';
import { ACTION_NAMES } from '../../../core/src/contracts/agent-plan.ts';
import { agentMonitorCommand } from '../../src/command.ts';
import { executePlan, type Executor, type Outcome } from '../../src/act/execute-plan.ts';
import { quoteForShell, suggestCommand } from '../../src/act/commands.ts';
import { type JournalEntry, journalEntry } from '../../src/act/journal.ts';
import { fakeIo } from '../../../../test/support/fake-io.ts';
import { DRIFT, fall, jsonl, planFrom } from '../support/history.ts';

const plan = planFrom(DRIFT, ...fall(7, 8));
const NOW = new Date('2026-01-02T03:04:05Z');

/** Effects that only remember, and end as they are told. */
function remembering(outcomes: Partial<Record<string, Outcome>>): Executor & { seen: string[] } {
  const seen: string[] = [];
  return {
    seen,
    execute(action) {
      seen.push(action.do);
      return Promise.resolve(outcomes[action.do] ?? { result: 'done', note: '' });
    }
  };
}

describe('executePlan()', () => {
  test('hands over every action with its plan, in order', async () => {
    const executor = remembering({});
    const results = await executePlan(plan, executor);
    expect(executor.seen).toEqual(['open_incident', 'trigger_retraining', 'page_oncall=false']);
    expect(results.map(({ action }) => action)).toEqual(plan.actions);
  });

  test.each(['failed', 'refused'] as const)('ends with an action that is %s', async result => {
    const executor = remembering({ trigger_retraining: { result, note: 'no' } });
    const results = await executePlan(plan, executor);
    expect(executor.seen).toEqual(['open_incident', 'trigger_retraining']);
    const entry = journalEntry(plan, results, NOW);
    expect(entry.actions.map(({ result: is }) => is)).toEqual(['done', result, 'planned']);
  });
});

describe('journalEntry()', () => {
  test('names the plan by its hash: the same for the same input', () => {
    const entry = journalEntry(plan, [], NOW);
    expect(entry).toMatchObject({ time: NOW.toISOString(), status: 'critical' });
    expect(entry.plan_sha256).toMatch(/^[0-9a-f]{64}$/);
    const same = planFrom(DRIFT, ...fall(7, 8));
    expect(journalEntry(same, [], new Date()).plan_sha256).toBe(entry.plan_sha256);
    const other = planFrom(DRIFT, ...fall(7, 9));
    expect(journalEntry(other, [], NOW).plan_sha256).not.toBe(entry.plan_sha256);
  });
});

describe('suggestCommand()', () => {
  const odd = { plan: "my 'plan'; rm -rf x.yaml", bundle: 'a b', data: '$(boom).csv' };

  test.each(ACTION_NAMES)('%s is a line that a shell takes', name => {
    const command = suggestCommand(name, plan, odd);
    execFileSync('sh', ['-n', '-c', command]);
    expect(command).not.toContain('\n');
  });

  test('quotes what is not plain', () => {
    expect(quoteForShell('a/b_c-1.csv')).toBe('a/b_c-1.csv');
    for (const word of ["it's", '$(boom)', 'a b', '', '*'])
      expect(execFileSync('sh', ['-c', `printf %s ${quoteForShell(word)}`]).toString()).toBe(word);
  });

  test('names what it knows, and variables for what it does not', () => {
    expect(suggestCommand('trigger_retraining', plan, { plan: 'p', bundle: 'artifacts' })).toMatch(
      /^npx train --data "\$DATA" --spec artifacts\/dataset\.yaml --outdir artifacts && curl /
    );
    expect(suggestCommand('open_incident', plan, { plan: 'p', bundle: 'b' })).toBe(
      "gh issue create --title 'Model is critical, roc_auc_drop_pct 7, pr_auc_drop_pct 8' --body-file p"
    );
  });
});

describe('agent-monitor --dry-run and --journal', () => {
  let folder = '';
  const at = (name: string): string => join(folder, name);
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'agent-act-'));
    await writeFile(at('m.jsonl'), jsonl(...fall(7, 8)));
    await writeFile(at('d.json'), JSON.stringify(DRIFT));
    await writeFile(at('p.yaml'), 'commands: { trigger_retraining: "make train DATASET=churn" }\n');
  });
  afterAll(() => rm(folder, { recursive: true }));

  test('prints a command an action, those of the policy first, and appends each decision', async () => {
    const args = ['--metrics', at('m.jsonl'), '--drift', at('d.json'), '--out', at('plan.yaml')];
    const more = ['--dry-run', '--journal', at('journal.jsonl'), '--policy', at('p.yaml')];
    const io = fakeIo();
    expect(await runCommand(agentMonitorCommand, [...args, ...more], io)).toBe(0);
    expect(io.err()).toContain('nothing is executed');
    expect(io.err()).toContain('\n  make train DATASET=churn\n');
    expect(io.err()).toContain('gh issue create');
    expect(
      await runCommand(agentMonitorCommand, [...args, '--journal', at('journal.jsonl')], fakeIo())
    ).toBe(0);
    const lines = (await readFile(at('journal.jsonl'), 'utf8')).trimEnd().split('\n');
    const [shown, planned] = lines.map(line => JSON.parse(line) as JournalEntry);
    expect(shown!.actions.map(({ result }) => result)).toEqual(['shown', 'shown', 'shown']);
    expect(planned!.actions.map(({ result }) => result)).toEqual(['planned', 'planned', 'planned']);
    expect(planned!.plan_sha256).toBe(shown!.plan_sha256);
  });

  test('a policy may only name commands for actions that there are', () => {
    expect(() => parseAgentPolicy('commands: { launch: x }', 'p.yaml')).toThrow('p.yaml');
  });
});
