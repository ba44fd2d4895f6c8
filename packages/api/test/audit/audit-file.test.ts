import { appendFile, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Audit, AuditRecord } from '../../src/audit/record.ts';
import { createVerifier } from '../../src/audit/verify.ts';
import { openAuditFile } from '../../src/io/audit-file.ts';
import { sha256Text } from '../../src/io/crypto.ts';
import { testWhere } from '../../../../test/support/where.ts';

let folder: string;
let path: string;
let failed: string[];
let clock: number;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'espalier-audit-'));
  path = join(folder, 'logs', 'audit.jsonl');
  failed = [];
  clock = 0;
});

afterEach(() => rm(folder, { recursive: true, force: true }));

function open(chain: string, sync = false, at = path): Audit {
  return openAuditFile({
    path: at,
    sync,
    chain,
    elapsed: () => clock,
    schedule: flush => setImmediate(flush),
    failed: record => failed.push(record.request_id),
    changed: () => undefined
  });
}

function record(id: string): AuditRecord {
  return {
    timestamp: '2026-01-01T00:00:00.000Z',
    trace_id: null,
    request_id: id,
    user_hash: null,
    route: '/predict',
    model: 'é',
    model_version: '1.0.0',
    artifact_checksum_sha256: null,
    num_inputs: 1,
    guardrails_triggered: [],
    status: 'success',
    http_status: 200,
    latency_ms: 1,
    response_checksum_sha256: ''
  };
}

function append(audit: Audit, id: string): Promise<void> {
  return new Promise(resolve => {
    audit.append(record(id), resolve);
  });
}

async function linesOf(): Promise<string[]> {
  return (await readFile(path, 'utf8')).split('\n').slice(0, -1);
}

function verify(lines: readonly string[]) {
  const verifier = createVerifier(sha256Text);
  lines.forEach(verifier.add);
  return verifier.verdict();
}

/** Two processes that write to one file, one after the other has started. */
async function twoChains(): Promise<string[]> {
  const a = open('a');
  for (let i = 0; i < 3; ++i) await append(a, `a${i}`);
  const b = open('b');
  for (let i = 0; i < 3; ++i) {
    await append(b, `b${i}`);
    await append(a, `a${3 + i}`);
  }
  await Promise.all([a.close(), b.close()]);
  return linesOf();
}

describe.each([false, true])('with sync %s', sync => {
  test('the line is there when the answer may leave', async () => {
    const audit = open('a', sync);
    await append(audit, 'one');
    const [line] = await linesOf();
    expect(JSON.parse(line!)).toMatchObject({ request_id: 'one', chain: 'a', seq: 0 });
    await audit.close();
  });

  test('what comes at once is written at once, in order', async () => {
    const audit = open('a', sync);
    const ids = Array.from({ length: 50 }, (_, i) => `r${i}`);
    await Promise.all(ids.map(id => append(audit, id)));
    await audit.close();
    const lines = await linesOf();
    expect(lines.map(line => (JSON.parse(line) as AuditRecord).request_id)).toEqual(ids);
    expect(verify(lines)).toMatchObject({ lines: 50, problems: [] });
  });
});

test('close() writes what waits', async () => {
  const audit = open('a');
  const done = append(audit, 'one');
  await audit.close();
  await done;
  expect(await linesOf()).toHaveLength(1);
});

describe('verification', () => {
  test('finds nothing in a file as it was written', async () => {
    const { problems, heads, lines } = verify(await twoChains());
    expect({ problems, lines }).toEqual({ problems: [], lines: 9 });
    expect(heads).toMatchObject([
      { chain: 'a', lines: 6 },
      { chain: 'b', lines: 3 }
    ]);
  });

  test('finds any line that is removed, but the last of a chain', async () => {
    const lines = await twoChains();
    for (let i = 0; i < lines.length - 2; ++i)
      expect(verify(lines.filter((_, j) => j !== i)).problems.length).toBeGreaterThan(0);
  });

  test('finds any character that is changed', async () => {
    const lines = await twoChains();
    const line = lines[4]!;
    for (let at = 0; at < line.length; at += 7) {
      const other = line[at] === '1' ? '2' : '1';
      const edited = line.slice(0, at) + other + line.slice(at + 1);
      const { problems } = verify(lines.map((whole, i) => (i === 4 ? edited : whole)));
      expect(problems.length).toBeGreaterThan(0);
    }
  });

  test('finds lines that stand twice or in another order', async () => {
    const lines = await twoChains();
    expect(verify([...lines, lines[2]!]).problems).not.toEqual([]);
    expect(verify([lines[1]!, lines[0]!, ...lines.slice(2)]).problems).not.toEqual([]);
    expect(verify([...lines, 'no line of ours']).problems).toEqual([
      { line: 10, problem: 'is not a complete audit line' }
    ]);
  });
});

describe('trouble with the disk', () => {
  test('a new process goes on after a line that was cut off', async () => {
    const a = open('a');
    await append(a, 'one');
    await a.close();
    await appendFile(path, '{"torn":');
    const b = open('b');
    await append(b, 'two');
    await b.close();
    const lines = await linesOf();
    expect(lines).toHaveLength(3);
    expect(verify(lines).problems.map(({ line }) => line)).toContain(2);
    expect(JSON.parse(lines[2]!)).toMatchObject({ request_id: 'two' });
  });

  test('a file that was moved away is followed by a new one with chains of its own', async () => {
    const audit = open('a');
    await append(audit, 'one');
    await rename(path, `${path}.1`);
    clock = 5000;
    await append(audit, 'two');
    await audit.close();
    const lines = await linesOf();
    expect(verify(lines)).toMatchObject({ lines: 1, problems: [] });
  });

  test('a folder that cannot be made: every answer leaves, each line is counted', async () => {
    await writeFile(join(folder, 'logs'), 'a file in the way');
    const audit = open('a');
    await Promise.all([append(audit, 'one'), append(audit, 'two')]);
    expect(failed).toEqual(['one', 'two']);
    await rm(join(folder, 'logs'));
    clock = 5000;
    await append(audit, 'three');
    await audit.close();
    expect(verify(await linesOf())).toMatchObject({ lines: 1, problems: [] });
  });

  testWhere(existsSync('/dev/full'), 'no /dev/full')('a full disk: the same', async () => {
    const audit = open('a', false, '/dev/full');
    await append(audit, 'one');
    expect(failed).toEqual(['one']);
    await audit.close();
  });
});
