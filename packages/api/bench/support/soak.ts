import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createVerifier } from '../../src/audit/verify.ts';
import { sha256Text } from '../../src/io/crypto.ts';
import { type Bundle, openBundle, writeBundle } from '@espalier/bundle';
import { syntheticParts } from '../../../../test/support/synthetic.ts';

const SERVE = fileURLToPath(new URL('../../bin/serve.js', import.meta.url));
const CONNECTIONS = 8;
const VERSIONS = ['1.0.0', '2.0.0'] as const;

const ROWS = Array.from({ length: 40 }, (_, i) => ({
  num_age: 18 + i,
  num_income: i % 7 === 0 ? null : 30 + i,
  cat_plan: ['basic', 'pro', 'team'][i % 3],
  cat_city: ['Bern', 'Genf', 'Thun', 'Rom'][i % 4]
}));

export interface SoakPlan {
  /** Spread over so many seconds, or as fast as they go where that takes longer. */
  readonly requests: number;
  readonly seconds: number;
  readonly swaps: number;
  readonly kills: number;
  readonly workers: number;
}

export interface SoakResult {
  readonly answered: number;
  /** Answers that do not fit the version that they name. */
  readonly wrong: number;
  /** Answers with a status other than 200. */
  readonly refused: number;
  /** Requests whose connection ended with a killed worker. */
  readonly lost: number;
  readonly swaps: number;
  readonly kills: number;
  readonly versions: Readonly<Record<string, number>>;
  readonly auditLines: number;
  /** Answers without a line of their own, and lines beyond those of answers and lost requests. */
  readonly auditMissing: number;
  readonly auditSurplus: number;
  readonly auditProblems: number;
  readonly exitCode: number | null;
  readonly seconds: number;
  /** Resident megabytes of all workers: median of the second third of the time, and of the last. */
  readonly memoryMb: readonly [number, number];
}

/** Load a server of several workers while its model is swapped and workers are killed, and check every answer. */
export async function soak(plan: SoakPlan): Promise<SoakResult> {
  const folder = await mkdtemp(join(tmpdir(), 'espalier-soak-'));
  const bundle = join(folder, 'bundle');
  const auditDir = join(folder, 'audit');
  const expected = new Map<string, number[]>();
  for (const version of VERSIONS) {
    await writeVersion(join(folder, version), version);
    expected.set(version, scoresOf(await openBundle(join(folder, version))));
  }
  await writeVersion(bundle, VERSIONS[0]);
  const { child, url } = await startServer(bundle, auditDir, plan.workers);
  try {
    const state = createState();
    const started = performance.now();
    const isOver = (): boolean =>
      state.sent >= plan.requests && performance.now() - started >= plan.seconds * 1000;
    const isAhead = (): boolean =>
      state.sent / plan.requests > (performance.now() - started) / (plan.seconds * 1000);
    const clients = Array.from({ length: CONNECTIONS }, (_, i) =>
      runClient(url, i, state, expected, isOver, isAhead)
    );
    const trouble = makeTrouble(plan, bundle, url, child, state, started);
    const memory = watchMemory(child, state);
    await Promise.all(clients);
    state.isOver = true;
    await Promise.all([trouble, memory]);
    const exit = new Promise<number | null>(resolve => child.once('exit', resolve));
    child.kill('SIGTERM');
    const exitCode = await exit;
    return {
      ...(await checkAudit(auditDir, state)),
      answered: state.ids.size,
      wrong: state.wrong,
      refused: state.refused,
      lost: state.lost,
      swaps: state.swaps,
      kills: state.kills,
      versions: Object.fromEntries(state.versions),
      exitCode,
      seconds: Math.round((performance.now() - started) / 1000),
      memoryMb: memoryOf(state.memory)
    };
  } finally {
    child.kill('SIGKILL');
    await rm(folder, { recursive: true, force: true });
  }
}

interface State {
  sent: number;
  wrong: number;
  refused: number;
  lost: number;
  swaps: number;
  kills: number;
  isOver: boolean;
  readonly ids: Set<string>;
  readonly versions: Map<string, number>;
  readonly memory: number[];
}

function createState(): State {
  return {
    sent: 0,
    wrong: 0,
    refused: 0,
    lost: 0,
    swaps: 0,
    kills: 0,
    isOver: false,
    ids: new Set(),
    versions: new Map(),
    memory: []
  };
}

async function writeVersion(folder: string, version: (typeof VERSIONS)[number]): Promise<void> {
  const parts = syntheticParts();
  const intercept = version === VERSIONS[0] ? -0.25 : 0.75;
  const spec = { ...parts.spec, version };
  await writeBundle(folder, { ...parts, spec, model: { ...parts.model, intercept } }, {});
}

function scoresOf(bundle: Bundle): number[] {
  return [...bundle.score(bundle.encodeRows(ROWS).table)];
}

async function startServer(
  bundle: string,
  auditDir: string,
  workers: number
): Promise<{ child: ChildProcess; url: string }> {
  const args = ['--bundle', bundle, '--audit-dir', auditDir, '--workers', String(workers)];
  const child = spawn(process.execPath, [SERVE, ...args, '--port', '0', '--log-level', 'error'], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, NODE_OPTIONS: undefined }
  });
  let told = '';
  const url = await new Promise<string>((resolve, reject) => {
    child.stderr.on('data', (chunk: Buffer) => {
      told += chunk.toString();
      const found = /on (http:\/\/[\d.:]+)/.exec(told)?.[1];
      if (found !== undefined) resolve(found);
    });
    child.once('exit', () => {
      reject(new Error(`serve ended: ${told}`));
    });
  });
  return { child, url };
}

/** One connection: ask, compare, again. */
async function runClient(
  url: string,
  client: number,
  state: State,
  expected: ReadonlyMap<string, readonly number[]>,
  isOver: () => boolean,
  isAhead: () => boolean
): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  for (let i = client; !isOver(); i += 7) {
    while (isAhead() && !isOver()) await sleep(2);
    const at = i % ROWS.length;
    const id = `soak-${client}-${++state.sent}`;
    const answer = await ask(`${url}/predict`, agent, id, JSON.stringify([ROWS[at]]));
    if (answer === undefined) {
      ++state.lost;
      continue;
    }
    state.ids.add(id);
    if (answer.status !== 200) {
      ++state.refused;
      continue;
    }
    const { predictions, model } = JSON.parse(answer.text) as {
      predictions: { probability: number }[];
      model: { version: string };
    };
    state.versions.set(model.version, (state.versions.get(model.version) ?? 0) + 1);
    if (predictions[0]?.probability !== expected.get(model.version)?.[at]) ++state.wrong;
  }
  agent.destroy();
}

/** Undefined when the connection was lost. */
function ask(
  url: string,
  agent: Agent,
  id: string,
  body: string
): Promise<{ status: number; text: string } | undefined> {
  return new Promise(resolve => {
    const sent = request(
      url,
      {
        agent,
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
          'x-request-id': id
        }
      },
      response => {
        let text = '';
        response.on('data', (chunk: Buffer) => (text += chunk.toString()));
        response.on('end', () => {
          resolve({ status: response.statusCode ?? 0, text });
        });
        response.on('error', () => {
          resolve(undefined);
        });
      }
    );
    sent.on('error', () => {
      resolve(undefined);
    });
    sent.end(body);
  });
}

/** Swap the model and kill workers, spread over the time that the requests take. */
async function makeTrouble(
  plan: SoakPlan,
  bundle: string,
  url: string,
  child: ChildProcess,
  state: State,
  started: number
): Promise<void> {
  const progress = (): number =>
    Math.min(
      plan.requests === 0 ? 1 : state.sent / plan.requests,
      plan.seconds === 0 ? 1 : (performance.now() - started) / (plan.seconds * 1000)
    );
  while (!state.isOver && (state.swaps < plan.swaps || state.kills < plan.kills)) {
    if (state.swaps < plan.swaps && progress() >= (state.swaps + 0.5) / plan.swaps) {
      await writeVersion(bundle, VERSIONS[(state.swaps + 1) % 2]!);
      await fetch(`${url}/model/reload`, { method: 'POST' }).catch(() => undefined);
      ++state.swaps;
    }
    if (state.kills < plan.kills && progress() >= (state.kills + 0.75) / plan.kills) {
      const [pid] = workersOf(child);
      if (pid !== undefined) process.kill(pid, 'SIGKILL');
      ++state.kills;
    }
    await sleep(5);
  }
}

function workersOf({ pid }: ChildProcess): number[] {
  try {
    return execFileSync('ps', ['--ppid', String(pid), '-o', 'pid='], { encoding: 'utf8' })
      .split('\n')
      .filter(line => line.trim() !== '')
      .map(Number);
  } catch {
    return [];
  }
}

async function watchMemory(child: ChildProcess, state: State): Promise<void> {
  while (!state.isOver) {
    const sizes = await Promise.all(
      workersOf(child).map(pid => readFile(`/proc/${pid}/statm`, 'utf8').catch(() => '0 0'))
    );
    state.memory.push(sizes.reduce((sum, text) => sum + Number(text.split(' ')[1]) / 256, 0));
    await sleep(500);
  }
}

function memoryOf(samples: readonly number[]): [number, number] {
  const third = Math.floor(samples.length / 3);
  const median = (values: readonly number[]): number =>
    Math.round([...values].sort((a, b) => a - b)[values.length >> 1] ?? 0);
  return [median(samples.slice(third, 2 * third)), median(samples.slice(2 * third))];
}

async function checkAudit(
  auditDir: string,
  { ids, lost }: State
): Promise<Pick<SoakResult, 'auditLines' | 'auditMissing' | 'auditSurplus' | 'auditProblems'>> {
  const file = await open(join(auditDir, 'audit.jsonl'));
  const verifier = createVerifier(sha256Text);
  const seen = new Set<string>();
  let numLines = 0;
  let twice = 0;
  for await (const line of file.readLines()) {
    ++numLines;
    verifier.add(line);
    const { request_id: id } = JSON.parse(line) as { request_id: string };
    if (seen.has(id)) ++twice;
    seen.add(id);
  }
  const missing = [...ids].filter(id => !seen.has(id)).length;
  const unanswered = numLines - ids.size;
  return {
    auditLines: numLines,
    auditMissing: missing,
    // The line of a request may be written, and its worker killed before the answer left.
    auditSurplus: Math.max(0, unanswered - lost) + twice,
    auditProblems: verifier.verdict().problems.length
  };
}
