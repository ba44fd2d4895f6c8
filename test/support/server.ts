import type { ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { commandLine, finished, type Finished, start } from './processes.ts';

const JSON_TYPE = { 'content-type': 'application/json' };

export interface Running {
  readonly child: ChildProcess;
  readonly url: string;
  readonly ended: Promise<Finished>;
  readonly auditPath: string;
}

const running: Running[] = [];

/** For afterEach: end what a test has started. */
export async function endServers(): Promise<void> {
  for (const { child, ended, auditPath } of running.splice(0)) {
    child.kill('SIGKILL');
    await ended;
    await rm(dirname(auditPath), { recursive: true, force: true });
  }
}

/** A server as a user would start it, on a free port, with an audit folder of its own. */
export async function serve(
  args: readonly string[],
  env: Record<string, string> = {}
): Promise<Running> {
  const auditDir = await mkdtemp(join(tmpdir(), 'espalier-audit-'));
  const child = start(commandLine('serve', ['--port', '0', ...args]), {
    ESPALIER_AUDIT_DIR: auditDir,
    ...env
  });
  const ended = finished(child);
  let told = '';
  const url = await new Promise<string>((resolve, reject) => {
    child.stderr!.on('data', (chunk: Buffer) => {
      told += chunk.toString();
      const found = /on (http:\/\/[\d.:]+)/.exec(told)?.[1];
      if (found !== undefined) resolve(found);
    });
    void ended.then(({ exitCode }) => {
      reject(new Error(`serve ended with ${exitCode}: ${told}`));
    });
  });
  const server = { child, url, ended, auditPath: join(auditDir, 'audit.jsonl') };
  running.push(server);
  return server;
}

export interface Answer {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  readonly json: Record<string, unknown>;
}

export async function post(
  url: string,
  body: unknown,
  headers: Record<string, string> = {}
): Promise<Answer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { ...JSON_TYPE, ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body)
  });
  return {
    status: response.status,
    headers: response.headers,
    json: (await response.json()) as Record<string, unknown>
  };
}

export async function auditOf({ auditPath }: Running): Promise<Record<string, unknown>[]> {
  const text = await readFile(auditPath, 'utf8');
  return text
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line) as Record<string, unknown>);
}
