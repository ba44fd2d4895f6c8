import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomSeeded } from '@espalier/core';
import type { Profile } from '@espalier/core/contracts';
import { createRoundMetrics, runRounds } from '../../../cli/src/watch/rounds.ts';
import { readDrift } from '../../../agent-monitor/src/observe/read-drift.ts';
import type { DriftHistoryLine } from '../../src/watch/history.ts';
import { type ComparingOptions, createComparing } from '../../src/watch/comparing.ts';
import { liveProfile, MODEL } from '../support/live-profile.ts';
import { type FakeIo, fakeIo } from '../../../../test/support/fake-io.ts';
import { commandLine, finished, start } from '../../../../test/support/processes.ts';

let folder: string;
let server: Server;
let url: string;
/** What the server answers: a profile with these counts; undefined: it is away. */
let counts: readonly number[] | undefined;
const at = (name: string): string => join(folder, name);

const WINDOW = { from: '2026-01-01T00:00:00.000Z', to: '2026-01-01T01:00:00.000Z', complete: true };

function profileOf(of: readonly number[]): Profile {
  return liveProfile(of, [1, 2], { window: WINDOW });
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'drift-watch-'));
  writeFileSync(at('reference.json'), JSON.stringify(profileOf([500, 500, 500])));
  server = createServer((_, response) => {
    if (counts === undefined) response.writeHead(503).end();
    else response.end(JSON.stringify(profileOf(counts)));
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/profile?since=1h`;
});

afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

function optionsOf(name: string): ComparingOptions {
  return {
    ref: at('reference.json'),
    new: url,
    policy: 'any',
    badCells: 'count',
    out: at(`${name}.json`),
    history: at(`${name}.jsonl`),
    skipDomain: true,
    json: false
  };
}

/** A round for each answer of the server; returns the metrics after each. */
async function rounds(
  options: ComparingOptions,
  answers: readonly (readonly number[] | undefined)[]
): Promise<{ texts: string[]; io: FakeIo }> {
  const stop = new AbortController();
  const metrics = createRoundMetrics();
  const io = fakeIo();
  const comparing = createComparing(options, io);
  const texts: string[] = [];
  counts = answers[0];
  await runRounds(comparing, io, {
    everySeconds: 60,
    random: randomSeeded(3),
    wait() {
      texts.push(comparing.format(metrics));
      counts = answers[texts.length];
      if (texts.length === answers.length) stop.abort();
      return Promise.resolve();
    },
    signal: stop.signal,
    metrics
  });
  return { texts, io };
}

function linesOf({ history }: ComparingOptions): DriftHistoryLine[] {
  return readFileSync(history, 'utf8')
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line) as DriftHistoryLine);
}

describe('drift watch', () => {
  test('writes a report, a line and gauges each round, and survives a server that is away', async () => {
    const options = optionsOf('away');
    const { texts, io } = await rounds(options, [
      [100, 100, 100],
      undefined,
      [0, 0, 0],
      [20, 20, 500]
    ]);
    const lines = linesOf(options);
    expect(lines).toMatchObject([
      { overall_drift: false, drifting: [], rows: 300 },
      { overall_drift: true, drifting: ['x'], rows: 540 }
    ]);
    expect(lines[0]).toMatchObject({
      ts: '2026-01-02T03:04:05.000Z',
      model: 'churn',
      version: '2',
      from: '2026-01-01T00:00:00.000Z',
      to: '2026-01-01T01:00:00.000Z',
      changed: false,
      broken: [],
      psi: { x: expect.any(Number) },
      roc_auc_estimated: null,
      roc_auc_realised: null
    });
    expect(texts.map(text => /watch_failures_total (\d)/.exec(text)?.[1])).toEqual([
      '0',
      '1',
      '2',
      '2'
    ]);
    expect(texts.map(text => /watch_failing (\d)/.exec(text)?.[1])).toEqual(['0', '1', '1', '0']);
    expect(texts.map(text => /drift_overall (\d)/.exec(text)?.[1])).toEqual(['0', '0', '0', '1']);
    expect(io.err()).toContain('the server answered 503');
    expect(io.err()).toContain('no row told from 2026-01-01T00:00:00.000Z');
    expect(io.err()).toContain('No report this round; the next one will try again');
    // What the agent reads.
    expect(readDrift(readFileSync(options.out, 'utf8'), options.out)).toMatchObject({
      overall_drift: true,
      model: MODEL
    });
  });

  test('has gauges without a report, before the first one', async () => {
    const options = optionsOf('never');
    const { texts } = await rounds(options, [undefined]);
    expect(texts[0]).toContain('espalier_drift_watch_rounds_total 1\n');
    expect(texts[0]).not.toContain('drift_overall');
    expect(existsSync(options.history)).toBe(false);
  });

  test('ends a line that another writer left unfinished', async () => {
    const options = optionsOf('torn');
    writeFileSync(options.history, '{"ts": "2026-');
    await rounds(options, [[100, 100, 100]]);
    expect(readFileSync(options.history, 'utf8').split('\n')).toHaveLength(3);
  });

  test.each([
    ['SIGTERM', 0],
    ['SIGINT', 130]
  ] as const)('finishes its round on %s and ends with %d', async (signal, exitCode) => {
    counts = [100, 100, 100];
    const child = start(
      commandLine('drift', [
        ...['watch', '--every', '1h', '--port', '0', '--ref', at('reference.json'), '--new', url],
        ...['--out', at('p.json'), '--history', at(`${signal}.jsonl`), '--skip-domain']
      ])
    );
    const ended = finished(child);
    const address = await new Promise<string>((resolve, reject) => {
      let said = '';
      child.stderr?.on('data', (chunk: Buffer) => {
        said += chunk.toString();
        const found = /Serving metrics on (\S+)[^]+wrote the report/.exec(said);
        if (found !== null) resolve(found[1]!);
      });
      child.on('exit', () => {
        reject(new Error(said));
      });
    });
    await new Promise(resolve => setTimeout(resolve, 100));
    expect(await (await fetch(address)).text()).toContain('espalier_drift_rows{side="new"} 300\n');
    child.kill(signal);
    expect(await ended).toMatchObject({
      exitCode,
      stderr: expect.stringContaining('Stopped after 1 rounds, 0 failed')
    });
    expect(
      readFileSync(at(`${signal}.jsonl`), 'utf8')
        .trimEnd()
        .split('\n')
    ).toHaveLength(1);
  });

  test('wrong usage ends it', async () => {
    const child = start(commandLine('drift', ['watch', '--ref', at('reference.json')]));
    expect(await finished(child)).toMatchObject({ exitCode: 2 });
  });
});
