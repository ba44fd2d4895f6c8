// Scoring: batches of a million rows against LightGBM, and single rows.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { predictRaw } from '../src/scoring/predict.ts';
import { predictRowRaw } from '../src/scoring/row.ts';
import { train } from '../src/train.ts';
import { makeNumeric, sliceRows } from './support/data.ts';
import { benchPython } from './support/python.ts';
import { CACHE, loadData, storeData } from './support/store.ts';
import { describeMachine } from './support/turns.ts';

/** LightGBM trained on the first 100,000 rows; prints the seconds of scoring all rows by one thread, each round. */
const SCRIPT = `
import json, sys, time
import numpy as np, lightgbm
folder, trees, rounds = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
meta = json.load(open(folder + '/meta.json'))
x = np.ascontiguousarray(np.fromfile(folder + '/x.bin', dtype=np.float32).reshape(meta['numFeatures'], -1).T)
y = np.fromfile(folder + '/y.bin', dtype=np.uint8)
params = dict(objective='binary', verbose=-1, num_threads=1)
model = lightgbm.train(params, lightgbm.Dataset(x[:100000], y[:100000]), trees)
rows = x[:1000000]
seconds = []
for _ in range(rounds):
    start = time.perf_counter()
    model.predict(rows, raw_score=True, num_threads=1)
    seconds.append(time.perf_counter() - start)
row = rows[:1]
one = []
for _ in range(2000):
    start = time.perf_counter()
    model.predict(row, raw_score=True, num_threads=1)
    one.append(time.perf_counter() - start)
print(json.dumps(dict(seconds=min(seconds), row=sorted(one)[1000])))
`;

const ROUNDS = 3;
console.log(describeMachine());
const folder = storeData('numeric-1m', 1 / 1.2, () => makeNumeric(1_200_000, 28, 1));
const { dataset } = loadData(folder);
const million = sliceRows(dataset, 0, 1_000_000);
const script = `${CACHE}bench-data/score.py`;
writeFileSync(script, SCRIPT);

const table = [];
for (const numIterations of [100, 500]) {
  const { model } = await train(sliceRows(dataset, 0, 100_000), { numIterations });
  const args = [script, folder, String(numIterations), String(ROUNDS)];
  const rival = JSON.parse(
    execFileSync(benchPython(), args, { stdio: ['ignore', 'pipe', 'ignore'] }).toString()
  ) as {
    seconds: number;
    row: number;
  };
  const out = new Float64Array(1_000_000);
  const seconds = [];
  for (let round = 0; round < ROUNDS; ++round) {
    const start = performance.now();
    predictRaw(model, million.features, out);
    seconds.push((performance.now() - start) / 1000);
  }
  const rows = Array.from({ length: 2000 }, (_, i) =>
    Float64Array.from(million.features, feature =>
      feature.kind === 'number' ? feature.values[i]! : 0
    )
  );
  const one = new Float64Array(1);
  const nanoseconds: number[] = [];
  for (let i = 0; i < 40_000; ++i) {
    const start = process.hrtime.bigint();
    predictRowRaw(model, rows[i % 2000]!, one);
    nanoseconds.push(Number(process.hrtime.bigint() - start));
  }
  nanoseconds.sort((a, b) => a - b);
  const before = process.memoryUsage().heapUsed;
  for (let i = 0; i < 200_000; ++i) predictRowRaw(model, rows[i % 2000]!, one);
  const garbage = (process.memoryUsage().heapUsed - before) / 200_000;
  table.push({
    trees: numIterations,
    'batch s': Number(Math.min(...seconds).toFixed(3)),
    'LightGBM s': Number(rival.seconds.toFixed(3)),
    ratio: Number((Math.min(...seconds) / rival.seconds).toFixed(3)),
    'row us (median)': nanoseconds[20_000]! / 1000,
    'LightGBM row us': Number((rival.row * 1e6).toFixed(1)),
    'bytes a row': Number(garbage.toFixed(2))
  });
}
console.log('\n1,000,000 rows x 28, 31 leaves, one thread, best of 3');
console.table(table);
