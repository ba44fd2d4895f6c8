import type { Server } from 'node:http';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AppDeps, Limits, Serving as ServingParts } from '../../src/app-deps.ts';
import { createApp } from '../../src/app.ts';
import { createDispatch, createStrayAnswer, loadLater } from '../../src/dispatch.ts';
import { createFleet } from '../../src/io/fleet.ts';
import { createAdmissionQueue } from '../../src/scoring/admission-queue.ts';
import { createHttpServer } from '../../src/io/http-server.ts';
import { createLog } from '../../src/log.ts';
import { createMetrics } from '../../src/metrics/metrics.ts';
import { DISALLOWED_INTENTS } from '../../src/serve-options.ts';
import { createHeldBytes } from '../../src/scoring/held-bytes.ts';
import { learnCost, measureLoad } from '../../src/scoring/admit.ts';
import { expire, workOn } from '../../src/scoring/prediction-handler.ts';
import { folderSource } from '../../src/io/folder-source.ts';
import { type Models, openModels } from '../../src/models/models.ts';
import { createIdHash, newUuid } from '../../src/io/crypto.ts';
import { readPolicy } from '../../src/rules/policy.ts';
import { openAuditFile } from '../../src/io/audit-file.ts';
import type { Tracing } from '../../src/tracing.ts';
import { progressOf, type Task } from '../../src/scoring/task.ts';

export interface Serving {
  readonly url: string;
  readonly models: Models;
  /** Log lines so far. */
  readonly lines: string[];
  readonly auditPath: string;
  readonly server: Server;
  readonly audit: () => Promise<Record<string, unknown>[]>;
  readonly close: () => Promise<void>;
}

export interface ServingOptions {
  readonly change?: Partial<ServingParts>;
  readonly models?: Models;
  readonly auditPath?: string;
  /** Told besides the metrics. */
  readonly auditEvents?: {
    readonly failed: () => void;
    readonly changed: (cause: unknown) => void;
  };
  readonly tracing?: Tracing;
  readonly maxWaitMs?: number;
  readonly maxWaiting?: number;
  readonly maxHeldBytes?: number;
  readonly limits?: Partial<Limits>;
  readonly requestTimeoutMs?: number;
  readonly keepAliveMs?: number;
  /** Express is loaded when this has happened. */
  readonly appLoads?: Promise<void>;
}

const LIMITS: Limits = {
  maxRows: 5,
  maxExplainRows: 1000,
  maxBodyBytes: 2000,
  maxWaitMs: 5000,
  writeTimeoutMs: 30_000
};

/** A whole server over real folders and a real port, whose log is an array and whose audit is a file of its own. */
export async function serveFolders(
  folders: readonly string[],
  options: ServingOptions = {}
): Promise<Serving> {
  const folder = await mkdtemp(join(tmpdir(), 'espalier-serving-'));
  const auditPath = options.auditPath ?? join(folder, 'audit', 'audit.jsonl');
  const lines: string[] = [];
  const models = options.models ?? (await openModels(folders.map(folderSource)));
  const elapsed = (): number => performance.now();
  const metrics = createMetrics(models, elapsed, () => measureLoad(deps));
  const audit = openAuditFile({
    path: auditPath,
    sync: false,
    chain: newUuid(),
    elapsed,
    schedule: flush => setImmediate(flush),
    failed: record => {
      metrics.auditFailed(record.model ?? '');
      options.auditEvents?.failed();
    },
    changed: cause => {
      options.auditEvents?.changed(cause);
    }
  });
  const deps: AppDeps = {
    clock: {
      now: () => new Date('2026-01-01T00:00:00Z'),
      timestamp: () => '2026-01-01T00:00:00.000Z',
      elapsed
    },
    sinks: {
      log: createLog(
        'info',
        () => new Date('2026-01-01T00:00:00Z'),
        line => lines.push(line)
      ),
      metrics,
      audit
    },
    serving: {
      models,
      fleet: createFleet(
        models,
        () => metrics,
        () => new Date()
      ),
      limits: { ...LIMITS, ...options.limits },
      policy: readPolicy([], [], DISALLOWED_INTENTS),
      adminToken: undefined,
      monitor: {},
      isStopping: () => false,
      newId: newUuid,
      hashId: createIdHash('key of the tests'),
      ...options.change
    },
    tracing: options.tracing,
    held: createHeldBytes(options.maxHeldBytes ?? 100_000_000),
    queue: createAdmissionQueue<Task>({
      step: task => workOn(deps, task),
      progress: progressOf,
      learn: learnCost,
      expire: task => {
        expire(deps, task);
      },
      maxWaitMs: options.maxWaitMs ?? LIMITS.maxWaitMs,
      maxWaiting: options.maxWaiting ?? 1000,
      elapsed,
      schedule: turn => setImmediate(turn),
      afterTurn: audit.flush,
      idle: () => models.all.map(({ shadow }) => shadow?.work() === true).some(hasMore => hasMore)
    })
  };
  const express = loadLater(async () => {
    await options.appLoads;
    return createApp(deps);
  });
  const server = createHttpServer(createDispatch(deps, express.app), {
    requestTimeoutMs: options.requestTimeoutMs ?? 30_000,
    keepAliveMs: options.keepAliveMs ?? 65_000,
    answerStray: createStrayAnswer(deps)
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    models,
    lines,
    auditPath,
    server,
    async audit() {
      const text = await readFile(auditPath, 'utf8').catch(() => '');
      return text
        .split('\n')
        .filter(line => line !== '')
        .map(line => JSON.parse(line) as Record<string, unknown>);
    },
    async close() {
      await new Promise<void>(resolve => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      });
      await audit.close();
      await rm(folder, { recursive: true, force: true });
    }
  };
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: unknown;
}

export async function call(
  { url }: Pick<Serving, 'url'>,
  path: string,
  init: RequestInit = {}
): Promise<Answer> {
  const response = await fetch(`${url}${path}`, init);
  const text = await response.text();
  const isJson = (response.headers.get('content-type') ?? '').includes('json');
  return {
    status: response.status,
    headers: response.headers,
    text,
    json: isJson ? (JSON.parse(text) as unknown) : undefined
  };
}

/** POST of JSON; a text is sent as it is. */
export function post(
  serving: Pick<Serving, 'url'>,
  path: string,
  body: unknown,
  headers: Record<string, string> = {}
): Promise<Answer> {
  return call(serving, path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body)
  });
}
