import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describeWhere } from './where.ts';

const VENV = fileURLToPath(
  new URL('../../node_modules/.cache/interop-venv/bin/python', import.meta.url)
);

/** A Python with the packages of test/interop/requirements.txt: .ci/run makes one; the product itself needs none. */
export const python: string | undefined =
  process.env['ESPALIER_PYTHON'] ?? (existsSync(VENV) ? VENV : undefined);

/** A suite that compares with an independent implementation; skipped without a Python. */
export function describeWithPython(name: string, suite: () => void): void {
  describeWhere(python !== undefined, 'no Python with test/interop/requirements.txt')(name, suite);
}

/** Run a script that reads JSON from standard input and prints JSON. */
export async function runPython(script: string, input?: unknown): Promise<unknown> {
  if (python === undefined) throw new RangeError('Cannot run Python: there is none');
  const child = spawn(python, ['-c', script], { stdio: ['pipe', 'pipe', 'pipe'] });
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
  const code = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  child.stdin.end(JSON.stringify(input ?? null));
  if ((await code) !== 0) throw new Error(Buffer.concat(err).toString());
  return JSON.parse(Buffer.concat(out).toString()) as unknown;
}
