// Training, binning included, against LightGBM and its like: `pnpm --filter @espalier/gbdt bench`.
// usage: train.bench.ts [rounds] [part of a case's name]
import type { Dataset } from '../src/dataset.ts';
import { makeMixed, makeNumeric } from './support/data.ts';
import { storeData } from './support/store.ts';
import { describeMachine, type EngineName, takeTurns } from './support/turns.ts';

const rounds = Number(process.argv[2] ?? 3);
const only = process.argv[3] ?? '';

interface Case {
  readonly name: string;
  readonly data: string;
  readonly share: number;
  readonly make: () => Dataset;
  readonly numThreads: readonly number[];
  readonly numLeaves: number;
  readonly rivals: readonly EngineName[];
}

const MILLION = {
  data: 'numeric-1m',
  share: 1 / 1.2,
  make: () => makeNumeric(1_200_000, 28, 1)
};
const WIDE = { data: 'numeric-200k', share: 0.8, make: () => makeNumeric(250_000, 50, 2) };
const MIXED = { data: 'mixed-30k', share: 0.5, make: () => makeMixed(60_000, 3) };
const ALL = ['lightgbm', 'lightgbm quantised', 'xgboost', 'scikit-learn'] as const;

const CASES: readonly Case[] = [
  { name: '1M x 28, 1 thread', ...MILLION, numThreads: [1], numLeaves: 31, rivals: ALL },
  { name: '1M x 28, 2 threads', ...MILLION, numThreads: [2], numLeaves: 31, rivals: ALL },
  { name: '200k x 50, 1 thread', ...WIDE, numThreads: [1], numLeaves: 31, rivals: ALL },
  { name: '200k x 50, 2 threads', ...WIDE, numThreads: [2], numLeaves: 31, rivals: ALL },
  {
    name: '200k x 50, 255 leaves, 1 thread',
    ...WIDE,
    numThreads: [1],
    numLeaves: 255,
    rivals: ['lightgbm']
  },
  {
    name: '200k x 50, 255 leaves, 2 threads',
    ...WIDE,
    numThreads: [2],
    numLeaves: 255,
    rivals: ['lightgbm']
  },
  {
    name: '1M x 28, 255 leaves, 1 thread',
    ...MILLION,
    numThreads: [1],
    numLeaves: 255,
    rivals: ['lightgbm']
  },
  {
    name: '1M x 28, 255 leaves, 2 threads',
    ...MILLION,
    numThreads: [2],
    numLeaves: 255,
    rivals: ['lightgbm']
  },
  { name: '30k x 14 mixed', ...MIXED, numThreads: [1, 2], numLeaves: 31, rivals: ALL }
];

console.log(describeMachine());
for (const { name, data, share, make, numThreads, numLeaves, rivals } of CASES) {
  if (!name.includes(only)) continue;
  const folder = storeData(data, share, make);
  const params = { numIterations: 100, numLeaves, seed: 0 };
  const engines = (['espalier', ...rivals] as const).flatMap(engine =>
    numThreads.map((threads): [EngineName, typeof params & { numThreads: number }] => [
      engine,
      { ...params, numThreads: threads }
    ])
  );
  console.log(`\n${name}, ${numLeaves} leaves, 100 trees, ${rounds} rounds`);
  console.table(takeTurns(engines, folder, rounds));
}
console.log(describeMachine());
