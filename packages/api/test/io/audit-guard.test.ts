import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createAuditGuard, findAuditObstacle } from '../../src/io/audit-guard.ts';
import { createRotatingFile } from '../../src/io/rotating-file.ts';
import { call, post, serveFolders } from '../support/serving.ts';

const RULES = fileURLToPath(new URL('../../../../data/risk_triad', import.meta.url));

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'espalier-guard-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

describe('findAuditObstacle()', () => {
  test('makes a folder that is not there, and leaves the file alone in it', async () => {
    const path = join(folder, 'a', 'b', 'audit.jsonl');
    expect(await findAuditObstacle(path)).toBeUndefined();
    expect(await readdir(join(folder, 'a', 'b'))).toEqual(['audit.jsonl']);
    await writeFile(path, 'a line\n');
    expect(await findAuditObstacle(path)).toBeUndefined();
    expect(await readFile(path, 'utf8')).toBe('a line\n');
  });

  test.each<[string, () => Promise<string>, string]>([
    [
      'a folder that is a file',
      async () => {
        await writeFile(join(folder, 'file'), '');
        return join(folder, 'file', 'audit.jsonl');
      },
      'a part of the path is not a folder'
    ],
    [
      'a log that is a folder',
      async () => {
        await mkdtemp(join(folder, 'x'));
        const [name] = await readdir(folder);
        return join(folder, name!);
      },
      'it is a folder'
    ],
    ['a parent that nobody can make', () => Promise.resolve('/proc/none/audit/audit.jsonl'), '']
  ])('says what is wrong with %s', async (_what, make, reason) => {
    const path = await make();
    expect(await findAuditObstacle(path)).toMatchObject({
      code: 'E_FILE_UNWRITABLE',
      exitCode: 1,
      message: expect.stringContaining(`Cannot write "${path}"`) as unknown
    });
    expect((await findAuditObstacle(path))?.message).toContain(reason);
  });
});

test('a log whose folder cannot be made fails at once when it is opened', () => {
  const file = createRotatingFile(
    '/proc/none/audit/audit.jsonl',
    () => 0,
    () => undefined
  );
  expect(() => file.current()).toThrow('ENOENT');
});

describe('createAuditGuard()', () => {
  test('tells of lost lines until a trial or a write succeeds, and tries once a second', async () => {
    let now = 0;
    const path = join(folder, 'audit', 'audit.jsonl');
    const guard = createAuditGuard(path, undefined, () => now);
    expect(await guard.obstacle()).toBeUndefined();
    const full = Object.assign(new Error('full'), { code: 'ENOSPC' });
    guard.changed(full);
    expect(await guard.obstacle()).toMatchObject({
      code: 'E_DISK_FULL',
      message: `Cannot write "${path}": the disk is full`
    });
    now += 999;
    expect(await guard.obstacle()).toBeDefined();
    now += 1;
    expect(await guard.obstacle()).toBeUndefined();
    // The trial was wrong: the next line is lost as well.
    guard.lost();
    expect(await guard.obstacle()).toMatchObject({ code: 'E_DISK_FULL' });
    guard.changed(undefined);
    expect(await guard.obstacle()).toBeUndefined();
  });
});

test('a server that must audit is not ready while lines are lost, and still answers', async () => {
  const path = join(folder, 'audit.jsonl');
  await symlink('/dev/full', path);
  let now = 0;
  const guard = createAuditGuard(path, undefined, () => now);
  const serving = await serveFolders([RULES], {
    auditPath: path,
    auditEvents: { failed: guard.lost, changed: guard.changed },
    change: { auditObstacle: guard.obstacle }
  });
  const predict = async (): Promise<number> =>
    (
      await post(
        serving,
        '/predict',
        { inputs: [{ id: '1', text: 'x' }] },
        { 'x-user-email': 'a@b.c' }
      )
    ).status;
  try {
    expect((await call(serving, '/readyz')).status).toBe(200);
    expect(await predict()).toBe(200);
    expect(await call(serving, '/readyz')).toMatchObject({
      status: 503,
      json: {
        error: {
          code: 'E_AUDIT_UNAVAILABLE',
          message: `Cannot accept requests, as audit lines are lost: Cannot write "${path}": the disk is full`
        }
      }
    });
    expect((await call(serving, '/v2/health/ready')).status).toBe(503);
    expect((await call(serving, '/models/risk_triad_classifier/readyz')).status).toBe(503);
    expect((await call(serving, '/healthz')).status).toBe(200);
    await rm(path);
    now += 1000;
    expect((await call(serving, '/readyz')).status).toBe(200);
  } finally {
    await serving.close();
  }
});
