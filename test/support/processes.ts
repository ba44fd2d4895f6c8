import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const BINS = {
  infer: 'packages/trainer/bin/infer.js',
  train: 'packages/trainer/bin/train.js',
  serve: 'packages/api/bin/serve.js',
  score: 'packages/engine/bin/score.js',
  evaluate: 'packages/engine/bin/evaluate.js',
  drift: 'packages/drift/bin/drift.js',
  'agent-monitor': 'packages/agent-monitor/bin/agent-monitor.js'
} as const;

export interface Finished {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The command line of a program of ours, as a user would start it. */
export function commandLine(
  program: keyof typeof BINS,
  args: readonly string[]
): [string, ...string[]] {
  return [process.execPath, join(ROOT, BINS[program]), ...args];
}

/** Start a process, in the root of the workspace unless told otherwise. */
export function start(
  [command, ...args]: readonly string[],
  env: Record<string, string> = {},
  cwd = ROOT
): ChildProcess {
  return spawn(command!, args, {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    // Options that are meant for the test runner are not for the programs.
    env: { ...process.env, NODE_OPTIONS: undefined, ...env }
  });
}

export function finished(child: ChildProcess): Promise<Finished> {
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr?.on('data', (chunk: Buffer) => err.push(chunk));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exitCode, signal) => {
      resolve({
        exitCode,
        signal,
        stdout: Buffer.concat(out).toString(),
        stderr: Buffer.concat(err).toString()
      });
    });
  });
}

/** Run a program of ours to its end. */
export function run(program: keyof typeof BINS, ...args: string[]): Promise<Finished> {
  return finished(start(commandLine(program, args)));
}

/** Does a command line work on this machine at all? */
export async function works(...line: string[]): Promise<boolean> {
  try {
    return (await finished(start(line))).exitCode === 0;
  } catch {
    return false;
  }
}
