import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomSeeded } from '@espalier/core';
import type { AgentMonitorOptions } from '../../src/run.ts';
import { createMetrics, formatMetrics, type WatchMetrics } from '../../src/watch/metrics.ts';
import { computeWait, runRounds } from '../../../cli/src/watch/rounds.ts';
import { createPlanning } from '../../src/watch/planning.ts';
import { commandLine, finished, start } from '../../../../test/support/processes.ts';
import { type FakeIo, fakeIo } from '../../../../test/support/fake-io.ts';
import { CALM, DRIFT, fall, jsonl } from '../support/history.ts';

let folder = '';
const at = (name: string): string => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'watch-'));
  await writeFile(at('m.jsonl'), jsonl(...fall(7, 8)));
  await writeFile(at('d.json'), JSON.stringify(CALM));
});
afterAll(() => rm(folder, { recursive: true }));

function optionsOf(): AgentMonitorOptions {
  return {
    metrics: at('m.jsonl'),
    drift: at('d.json'),
    out: at('plan.yaml'),
    dryRun: false,
    bundle: 'artifacts',
    llm: false,
    llmTimeout: 1,
    json: false
  };
}

/** So many rounds; what happens between two of them is told. */
async function rounds(
  numRounds: number,
  between: (round: number) => Promise<void> | void
): Promise<{ metrics: WatchMetrics; waits: number[]; io: FakeIo }> {
  const stop = new AbortController();
  const metrics = createMetrics();
  const waits: number[] = [];
  const io = fakeIo();
  await runRounds(createPlanning(optionsOf(), io, metrics), io, {
    everySeconds: 60,
    random: randomSeeded(3),
    async wait(milliseconds) {
      waits.push(milliseconds);
      await between(waits.length);
      if (waits.length === numRounds) stop.abort();
    },
    signal: stop.signal,
    metrics
  });
  return { metrics, waits, io };
}

describe('runRounds()', () => {
  test('plans round by round from what the files hold then', async () => {
    const statuses: string[] = [];
    const { metrics, waits } = await rounds(3, async round => {
      statuses.push((await readFile(at('plan.yaml'), 'utf8')).split('\n')[0]!);
      await writeFile(at('m.jsonl'), jsonl(...fall(round === 1 ? 0 : 4, 0)));
    });
    expect(statuses).toEqual(['status: critical', 'status: healthy', 'status: warn']);
    expect(metrics).toMatchObject({ rounds: 3, failures: 0, status: 'warn' });
    expect(new Set(waits).size).toBe(3);
  });

  test('tells and counts a round that fails, and goes on', async () => {
    const { metrics, io } = await rounds(3, async round => {
      await writeFile(at('d.json'), round === 1 ? 'half a rep' : JSON.stringify(DRIFT));
    });
    expect(metrics).toMatchObject({ rounds: 3, failures: 1, status: 'warn', isBlind: false });
    expect(io.err()).toContain('E_DRIFT_REPORT_INVALID');
    expect(io.err()).toContain('the next one will try again');
  });
});

test('a round that fails is not healthy, whatever the one before it was', async () => {
  await writeFile(at('m.jsonl'), jsonl(...fall(0, 0)));
  await writeFile(at('d.json'), JSON.stringify(CALM));
  const seen: string[] = [];
  const metrics = createMetrics();
  const stop = new AbortController();
  const io = fakeIo();
  await runRounds(createPlanning(optionsOf(), io, metrics), io, {
    everySeconds: 60,
    random: randomSeeded(3),
    async wait() {
      seen.push(`${metrics.status ?? 'none'} ${metrics.isBlind}`);
      if (seen.length === 1) await writeFile(at('m.jsonl'), 'garbled');
      else stop.abort();
    },
    signal: stop.signal,
    metrics
  });
  expect(seen).toEqual(['healthy false', 'warn true']);
  expect(formatMetrics(metrics)).toContain('\nagent_monitor_cannot_tell 1\n');
  await writeFile(at('m.jsonl'), jsonl(...fall(4, 0)));
});

test('computeWait() is a tenth shorter or longer at the most', () => {
  const random = randomSeeded(1);
  const waits = Array.from({ length: 1000 }, () => computeWait(300, random) / 1000);
  expect(Math.min(...waits)).toBeGreaterThanOrEqual(270);
  expect(Math.min(...waits)).toBeLessThan(273);
  expect(Math.max(...waits)).toBeLessThanOrEqual(330);
  expect(Math.max(...waits)).toBeGreaterThan(327);
});

test('formatMetrics() keeps to the text format', () => {
  const metrics = {
    ...createMetrics(),
    rounds: 2,
    failures: 1,
    status: 'warn' as const,
    lastSuccess: 5
  };
  const text = formatMetrics(metrics);
  expect(text).toContain('\nagent_monitor_status{status="warn"} 1\n');
  expect(text).toContain('\nagent_monitor_failures_total 1\n');
  expect(formatMetrics(createMetrics())).not.toContain('agent_monitor_status');
});

describe('agent-monitor watch', () => {
  test.each([
    ['SIGTERM', 0],
    ['SIGINT', 130]
  ] as const)('serves its metrics and ends on %s with %d', async (signal, exitCode) => {
    await writeFile(at('d.json'), JSON.stringify(DRIFT));
    const line = ['watch', '--every', '1h', '--port', '0', '--metrics', at('m.jsonl')];
    const child = start(
      commandLine('agent-monitor', [...line, '--drift', at('d.json'), '--out', at('watched.yaml')])
    );
    const ended = finished(child);
    const url = await new Promise<string>((resolve, reject) => {
      let said = '';
      child.stderr?.on('data', (chunk: Buffer) => {
        said += chunk.toString();
        const found = /Serving metrics on (\S+)[^]+Wrote /.exec(said);
        if (found !== null) resolve(found[1]!);
      });
      child.on('exit', () => {
        reject(new Error(said));
      });
    });
    // The plan is written and told before the metrics are.
    await new Promise(resolve => setTimeout(resolve, 50));
    const text = await (await fetch(url)).text();
    expect(text).toContain('agent_monitor_rounds_total 1\n');
    expect((await fetch(url.replace('/metrics', '/healthz'))).status).toBe(200);
    expect((await fetch(url.replace('/metrics', '/other'))).status).toBe(404);
    child.kill(signal);
    expect(await ended).toMatchObject({
      exitCode,
      stderr: expect.stringContaining('Stopped after 1 rounds, 0 failed')
    });
  });
});
