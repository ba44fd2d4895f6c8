import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { benchPython } from './python.ts';
import type { RunParams } from './store.ts';

const OURS = fileURLToPath(new URL('ours.ts', import.meta.url));
const RIVAL = fileURLToPath(new URL('rival.py', import.meta.url));

export type EngineName =
  'espalier' | 'lightgbm' | 'lightgbm quantised' | 'xgboost' | 'scikit-learn';

/** Rounds of the rivals that are only reported beside. */
const BESIDE = 2;

/** What one training in a process of its own took and gave. */
export interface Run {
  /** Binning and training, the data being in memory. */
  readonly seconds: number;
  readonly auc: number;
  /** Greatest resident size of the process until training ended. */
  readonly peakMb: number;
  /** Of the held-out rows, on the threads of training; one thread for Espalier. */
  readonly predictSeconds: number;
}

export function runOnce(engine: EngineName, folder: string, params: RunParams): Run {
  const json = JSON.stringify(params);
  const [file, args] =
    engine === 'espalier'
      ? [
          process.execPath,
          [
            '--conditions=@espalier/source',
            '--import',
            import.meta.resolve('tsx'),
            OURS,
            folder,
            json
          ]
        ]
      : [benchPython(), [RIVAL, engine, folder, json]];
  const output = execFileSync(file, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  return JSON.parse(output.toString().trim().split('\n').at(-1)!) as Run;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1]!;
}

/** Medians of an engine's runs. */
export interface Summary {
  readonly engine: string;
  readonly seconds: number;
  /** Median of the ratios of each round: seconds of Espalier over those of the engine. */
  readonly ratio: number;
  readonly auc: number;
  readonly peakMb: number;
  readonly predictSeconds: number;
}

/** Let engines take turns, `rounds` times with another seed each; the first engine is Espalier. */
export function takeTurns(
  engines: readonly [EngineName, RunParams][],
  folder: string,
  rounds: number
): Summary[] {
  const runs = engines.map((): Run[] => []);
  for (let round = 0; round < rounds; ++round) {
    engines.forEach(([engine, params], i) => {
      if (round >= BESIDE && (engine === 'xgboost' || engine === 'scikit-learn')) return;
      runs[i]!.push(runOnce(engine, folder, { ...params, seed: round }));
    });
  }
  const own = runs[0]!;
  return engines.map(([engine, params], i) => {
    const its = runs[i]!;
    const pick = (key: keyof Run) => its.map(run => run[key]);
    return {
      engine: `${engine}, ${params.numThreads} threads`,
      seconds: Number(median(pick('seconds')).toFixed(3)),
      ratio: Number(median(its.map((run, r) => own[r]!.seconds / run.seconds)).toFixed(3)),
      auc: Number((pick('auc').reduce((sum, x) => sum + x) / its.length).toFixed(5)),
      peakMb: Math.round(median(pick('peakMb'))),
      predictSeconds: Number(median(pick('predictSeconds')).toFixed(3))
    };
  });
}

/** Model of the processor, number of them, and how busy they are: what a reader must know of a timing. */
export function describeMachine(): string {
  const info = readFileSync('/proc/cpuinfo', 'utf8');
  const models = [...info.matchAll(/model name\s*: (.*)/g)].map(match => match[1]!);
  const load = loadavg()[0]!.toFixed(2);
  return `${models.length} x ${models[0] ?? 'unknown'}, Node ${process.version}, load ${load}`;
}
