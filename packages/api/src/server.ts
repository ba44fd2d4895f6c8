import cluster from 'node:cluster';
import { join } from 'node:path';
import { type Io, styleOf } from '@espalier/cli';
import { EspalierError } from '@espalier/core';
import type { AppDeps, Clock, Serving, Sinks } from './app-deps.ts';
import { createDispatch, createStrayAnswer, loadLater } from './dispatch.ts';
import { readAdminToken } from './admin-token.ts';
import { openAuditFile } from './io/audit-file.ts';
import { createAuditGuard, findAuditObstacle } from './io/audit-guard.ts';
import { createFleet } from './io/fleet.ts';
import { folderSource } from './io/folder-source.ts';
import { createHttpServer, drain, listen, waitForSignal } from './io/http-server.ts';
import { REPLACES, runPrimary } from './io/primary.ts';
import { createIdHash, newKey, newUuid } from './io/crypto.ts';
import { waitUntilReady } from './io/wait-until-ready.ts';
import { watchModels } from './io/watch.ts';
import { createLineBuffer, createLog, createTimestamps, type Log } from './log.ts';
import { createCanary } from './models/canary.ts';
import { createMetrics } from './metrics/metrics.ts';
import { openModelSlot } from './models/model-slot.ts';
import { type Models, openModels, requireSameName } from './models/models.ts';
import { createShadow } from './models/shadow.ts';
import { learnCost, measureLoad } from './scoring/admit.ts';
import { expire, workOn } from './scoring/prediction-handler.ts';
import { createAdmissionQueue } from './scoring/admission-queue.ts';
import { createHeldBytes } from './scoring/held-bytes.ts';
import { progressOf, type Task } from './scoring/task.ts';
import { readPolicy } from './rules/policy.ts';
import { DISALLOWED_INTENTS, type ServeOptions } from './serve-options.ts';
import { openTracing } from './tracing.ts';

/** Express is loaded this long after the start at the latest: it would delay the first prediction. */
const EXPRESS_AFTER_MS = 1000;
/** How often the live profiles are read for windows that begin then. */
const NOTE_PROFILES_MS = 60_000;
/** Log lines are buffered for this long; a crash can lose them. The audit log loses nothing. */
const LOG_MS = 5;
/** Environment variable with the key of redacted ids; workers get that of the primary. */
const ID_KEY = 'ESPALIER_ID_KEY';

/** Serve models until a signal; returns the exit code, 0 after SIGTERM. */
export async function serve(options: ServeOptions, io: Io): Promise<number> {
  const stopped = waitForSignal();
  const adminToken = readAdminToken(io.env);
  const auditObstacle = await checkAudit(options);
  const models = await openAll(options);
  const policy = readPolicy(
    options.disallowedIntent,
    models.all.map(({ slot }) => slot.name),
    DISALLOWED_INTENTS
  );
  const idKey = io.env[ID_KEY] || newKey();
  if (options.workers === 1 || cluster.isWorker) {
    try {
      return await serveModels(
        options,
        io,
        { models, adminToken, auditObstacle, policy, hashId: createIdHash(idKey) },
        stopped
      );
    } finally {
      // The channel to the primary would keep this process alive.
      if (cluster.isWorker) cluster.worker?.disconnect();
    }
  }
  const log = createLog(options.logLevel, io.now, line => {
    io.stdout.write(line);
  });
  return runPrimary(options.workers, { [ID_KEY]: idKey }, stopped, io, {
    ready: url => {
      printReady({ models, adminToken, auditObstacle }, url, options, io);
    },
    replaced: pid => {
      log.warn({ pid }, 'worker ended and was replaced');
    }
  });
}

/** The state before the port is opened. */
interface Start {
  readonly models: Models;
  readonly adminToken: string | undefined;
  /** Why audit lines cannot be written. */
  readonly auditObstacle: EspalierError | undefined;
}

function auditPath({ auditDir }: ServeOptions): string {
  return join(auditDir, 'audit.jsonl');
}

/** Find out whether the audit log can be written. Errors: E_FILE_UNWRITABLE, E_DISK_FULL if it is required. */
async function checkAudit(options: ServeOptions): Promise<EspalierError | undefined> {
  const obstacle = await findAuditObstacle(auditPath(options));
  // A worker that starts later must not end the server: /readyz tells it.
  if (obstacle !== undefined && options.auditRequired && !cluster.isWorker) throw obstacle;
  return obstacle;
}

async function openAll(options: ServeOptions): Promise<Models> {
  const { canary, shadow } = options;
  const canarySlot =
    canary === undefined
      ? undefined
      : await openModelSlot(folderSource(canary.folder), requireSameName('canary'));
  const shadowSlot =
    shadow === undefined
      ? undefined
      : await openModelSlot(folderSource(shadow), requireSameName('shadow'));
  const models = await openModels(options.bundle.map(folderSource), {
    canaryOf: name =>
      canarySlot?.name === name
        ? createCanary(canarySlot, canary!.share, options.canaryColumn)
        : undefined,
    shadowOf: name => (shadowSlot?.name === name ? createShadow(shadowSlot) : undefined)
  });
  for (const [flag, slot] of [
    ['--canary', canarySlot],
    ['--shadow', shadowSlot]
  ] as const)
    if (slot !== undefined && !models.all.some(m => m.slot.name === slot.name))
      throw new EspalierError(
        'E_USAGE',
        `Cannot use ${flag}: "${slot.name}" is not a served model`,
        'Pass a version of a model that --bundle serves'
      );
  return models;
}

/** Serve from this process. */
async function serveModels(
  options: ServeOptions,
  io: Io,
  start: Start & Pick<Serving, 'policy' | 'hashId'>,
  stopped: ReturnType<typeof waitForSignal>
): Promise<number> {
  const { models, adminToken, auditObstacle, policy, hashId } = start;
  const lines = createLineBuffer(
    text => {
      io.stdout.write(text);
    },
    flush => setTimeout(flush, LOG_MS)
  );
  const log = createLog(options.logLevel, io.now, lines.add);
  const held = createHeldBytes(options.maxHeldBytes);
  const metrics = createMetrics(models, io.elapsed, () => measureLoad(deps));
  const clock: Clock = {
    now: io.now,
    timestamp: createTimestamps(io.now),
    elapsed: io.elapsed
  };
  let isStopping = false;
  const guard = createAuditGuard(auditPath(options), auditObstacle, io.elapsed);
  const audit = openAudit(options, io, log, {
    failed: record => {
      metrics.auditFailed(record.model ?? '');
      guard.lost();
    },
    changed: guard.changed
  });
  const sinks: Sinks = { log, metrics, audit };
  const serving: Serving = {
    models,
    fleet: createFleet(models, () => metrics, io.now),
    limits: options,
    policy,
    adminToken,
    auditObstacle: options.auditRequired ? guard.obstacle : undefined,
    monitor: options,
    corsOrigins: options.corsOrigin && new Set(options.corsOrigin),
    isStopping: () => isStopping,
    newId: newUuid,
    hashId
  };
  const shadows = models.all.flatMap(({ shadow }) => shadow ?? []);
  const deps: AppDeps = {
    clock,
    sinks,
    serving,
    held,
    tracing: await openTracing(),
    queue: createAdmissionQueue<Task>({
      step: task => workOn(deps, task),
      progress: progressOf,
      learn: learnCost,
      expire: task => {
        expire(deps, task);
      },
      maxWaitMs: options.maxWaitMs,
      maxWaiting: options.maxWaiting,
      elapsed: io.elapsed,
      schedule: turn => setImmediate(turn),
      afterTurn: audit.flush,
      idle:
        shadows.length === 0
          ? undefined
          : () => shadows.map(shadow => shadow.work()).some(hasMore => hasMore)
    })
  };
  const express = loadLater(async () => (await import('./app.ts')).createApp(deps));
  const server = createHttpServer(createDispatch(deps, express.app), {
    requestTimeoutMs: options.requestTimeoutMs,
    keepAliveMs: options.keepAliveMs,
    answerStray: createStrayAnswer(deps)
  });
  void stopped.then(() => {
    isStopping = true;
  });
  if (io.env[REPLACES] !== undefined) await waitUntilReady(models, io.elapsed, () => isStopping);
  const url = await listen(server, options.port, options.host);
  setTimeout(express.load, EXPRESS_AFTER_MS).unref();
  const endWatch = options.watch
    ? watchModels(models, { everyMs: options.watchMs, elapsed: io.elapsed, log })
    : () => undefined;
  const notePublished = (): void => {
    serving.fleet.notePublished().catch(() => {
      log.error({}, 'the live profiles cannot be read: windows begin later');
    });
  };
  notePublished();
  const noting = setInterval(notePublished, NOTE_PROFILES_MS);
  logNotes(models, log);
  if (auditObstacle !== undefined)
    log.error({ reason: auditObstacle.message }, 'the audit log cannot be written');
  if (!cluster.isWorker) printReady(start, url, options, io);
  const signal = await stopped;
  log.info({ signal }, 'stopping');
  if (options.shutdownDelayMs > 0)
    await new Promise(resolve => setTimeout(resolve, options.shutdownDelayMs));
  endWatch();
  clearInterval(noting);
  await drain(server);
  await audit.close();
  lines.flush();
  return signal === 'SIGTERM' ? 0 : 130;
}

function openAudit(
  options: ServeOptions,
  io: Io,
  log: Log,
  { failed, changed }: Pick<Parameters<typeof openAuditFile>[0], 'failed' | 'changed'>
): ReturnType<typeof openAuditFile> {
  return openAuditFile({
    path: auditPath(options),
    sync: options.auditDurability === 'sync',
    chain: newUuid(),
    elapsed: io.elapsed,
    schedule: flush => setImmediate(flush),
    failed,
    changed(cause) {
      changed(cause);
      if (cause === undefined) log.info({}, 'the audit log is writable again');
      else
        log.error(
          { reason: systemCode(cause) },
          'cannot write the audit log; requests are still answered'
        );
    }
  });
}

function systemCode(cause: unknown): string {
  return typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : '';
}

/** Log the warnings about the files of models. */
function logNotes({ all }: Models, log: Log): void {
  for (const { slot } of all) {
    for (const { file, field, problem } of slot.ready()?.notes ?? [])
      log.warn({ model: slot.name, file, version: field, problem }, 'problem in model files');
  }
}

function printReady(
  { models: { all }, adminToken, auditObstacle }: Start,
  url: string,
  options: ServeOptions,
  io: Io
): void {
  const style = styleOf(io);
  if (auditObstacle !== undefined)
    io.stderr.write(
      `${style.yellow('warning')}: ${auditObstacle.message}; requests are answered, but leave no audit line (--audit-required refuses to start then)\n`
    );
  if (adminToken === undefined)
    io.stderr.write(
      `${style.yellow('warning')}: ESPALIER_ADMIN_TOKEN is not set: anyone who can reach this port can use /metrics, /profile, /monitor and /model/reload\n`
    );
  const failures = all.flatMap(({ slot }) => slot.failure() ?? []);
  const names = all
    .flatMap(({ slot }) => slot.ready() ?? [])
    .map(({ name, version, family }) => `${name} ${version} (${family})`);
  const text =
    failures.length === 0
      ? `serving ${names.join(', ')} on ${url}`
      : `listening on ${url}, but not ready: ${failures.map(({ message }) => message).join('; ')}`;
  io.stderr.write(`${style.bold(text)}\n`);
  if (options.json) io.stdout.write(`${JSON.stringify({ url, ready: failures.length === 0 })}\n`);
}
