// How time grows with rows, features and threads, and what training keeps in memory a row.
import { makeNumeric } from './support/data.ts';
import { storeData } from './support/store.ts';
import { describeMachine, type Run, runOnce } from './support/turns.ts';

const ROUNDS = Number(process.argv[2] ?? 3);
const SIZES = [
  { rows: 500_000, features: 28 },
  { rows: 1_000_000, features: 28 },
  { rows: 250_000, features: 28 },
  { rows: 250_000, features: 56 }
];

console.log(describeMachine());
const table = SIZES.flatMap(({ rows, features }) => {
  const folder = storeData(`growth-${rows}-${features}`, 0.98, () =>
    makeNumeric(Math.round(rows / 0.98), features, 5)
  );
  return [1, 2].map(numThreads => {
    const runs = Array.from({ length: ROUNDS }, (_, seed): Run =>
      runOnce('espalier', folder, { numIterations: 50, numLeaves: 31, numThreads, seed })
    );
    const fastest = runs.reduce((best, run) => (run.seconds < best.seconds ? run : best));
    return {
      rows,
      features,
      numThreads,
      seconds: Number(fastest.seconds.toFixed(3)),
      peakMb: Math.round(fastest.peakMb)
    };
  });
});
console.table(table);
const secondsOf = (rows: number, features: number, threads: number) =>
  table.find(row => row.rows === rows && row.features === features && row.numThreads === threads)!
    .seconds;
console.table({
  'rows x 2': secondsOf(1_000_000, 28, 1) / secondsOf(500_000, 28, 1),
  'features x 2': secondsOf(250_000, 56, 1) / secondsOf(250_000, 28, 1),
  '2 threads of 1': secondsOf(1_000_000, 28, 1) / secondsOf(1_000_000, 28, 2)
});
