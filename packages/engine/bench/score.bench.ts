// A table scored from file to file, against pandas with LightGBM's predict and as many trees, in turns: `make bench`, or
// node --conditions=@espalier/source --import tsx packages/engine/bench/score.bench.ts [rounds] [rows]
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { makeNumeric } from '../../gbdt/bench/support/data.ts';
import { benchPython } from '../../gbdt/bench/support/python.ts';
import { CACHE } from '../../gbdt/bench/support/store.ts';
import { describeMachine } from '../../gbdt/bench/support/turns.ts';

const NUM_FEATURES = 18;
const NUM_TREES = 100;
const NUM_TRAIN = 100_000;
const rounds = Number(process.argv[2] ?? 3);
const numRows = Number(process.argv[3] ?? 1_000_000);

const FOLDER = `${CACHE}bench-data/score`;
const SCORE = fileURLToPath(new URL('../bin/score.js', import.meta.url));
const TRAIN = fileURLToPath(new URL('../../trainer/bin/train.js', import.meta.url));

const FIT = `
import sys, lightgbm, pandas
path, out, trees, rows = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
table = pandas.read_csv(path, nrows=rows)
y = table.pop("y").to_numpy()
data = lightgbm.Dataset(table.drop(columns="id").to_numpy(), y, params={"verbose": -1})
lightgbm.train({"objective": "binary", "verbose": -1}, data, trees).save_model(out)
`;

const PREDICT = `
import sys, lightgbm, pandas
path, model, out, kept = sys.argv[1:5]
table = pandas.read_csv(path)
p = lightgbm.Booster(model_file=model).predict(table.drop(columns=["id", "y"]).to_numpy())
table = table if kept == "all" else table[["id"]]
table.assign(probability=p).to_csv(out, index=False)
`;

const MEASURE = `
import json, resource, subprocess, sys, time
start = time.perf_counter()
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
seconds = time.perf_counter() - start
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps({"seconds": seconds, "cpu": used.ru_utime + used.ru_stime, "peakMb": used.ru_maxrss / 1024}))
`;

interface Run {
  readonly seconds: number;
  /** Seconds of all threads together: what other work on the machine hardly changes. */
  readonly cpu: number;
  readonly peakMb: number;
}

async function writeCsv(path: string): Promise<void> {
  if (existsSync(path)) return;
  const { features, labels } = makeNumeric(numRows, NUM_FEATURES, 1);
  const out = createWriteStream(`${path}.tmp`);
  out.write(`${['id', ...features.map((_, f) => `x${f}`), 'y'].join(',')}\n`);
  for (let row = 0; row < numRows; ++row) {
    const cells = features.map(feature =>
      feature.kind === 'number' ? Number(feature.values[row]!.toPrecision(7)) : feature.codes[row]!
    );
    if (!out.write(`${row},${cells.join(',')},${labels[row]!}\n`)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'close');
  renameSync(`${path}.tmp`, path);
}

function specText(): string {
  const features = Array.from({ length: NUM_FEATURES }, (_, f) => `  x${f}: { kind: number }\n`);
  return (
    `name: bench\ntarget: { column: y, positive: 1 }\nignore: [id]\nfeatures:\n${features.join('')}` +
    `train: { family: gbdt, params: { gbdt: { numIterations: ${NUM_TREES} } } }\n`
  );
}

/** A whole command, the start of the program included. */
function measure(...line: readonly string[]): Run {
  return JSON.parse(execFileSync(benchPython(), ['-c', MEASURE, ...line]).toString()) as Run;
}

function runOurs(...args: readonly string[]): Run {
  return measure(process.execPath, SCORE, '--bundle', `${FOLDER}/bundle`, '--data', path, ...args);
}

function runRival(kept: string): Run {
  return measure(
    benchPython(),
    '-c',
    PREDICT,
    path,
    `${FOLDER}/model.txt`,
    `${FOLDER}/out.csv`,
    kept
  );
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}

mkdirSync(FOLDER, { recursive: true });
const path = `${FOLDER}/numeric-${numRows}.csv`;
const head = `${FOLDER}/head.csv`;
await writeCsv(path);
writeFileSync(
  head,
  execFileSync('head', ['-n', String(NUM_TRAIN + 1), path], { maxBuffer: 1 << 30 })
);
writeFileSync(`${FOLDER}/spec.yaml`, specText());
const args = ['--data', head, '--spec', `${FOLDER}/spec.yaml`, '--outdir', `${FOLDER}/bundle`];
execFileSync(process.execPath, [TRAIN, ...args], { stdio: 'ignore' });
execFileSync(benchPython(), [
  '-c',
  FIT,
  path,
  `${FOLDER}/model.txt`,
  String(NUM_TREES),
  String(NUM_TRAIN)
]);
console.log(describeMachine());
const ways: readonly (readonly [name: string, run: () => Run])[] = [
  ['score, all columns kept', () => runOurs('--out', `${FOLDER}/out.csv`)],
  ['pandas and LightGBM, all columns kept', () => runRival('all')],
  ['score, the id kept', () => runOurs('--keep', 'id', '--out', `${FOLDER}/out.csv`)],
  ['pandas and LightGBM, the id kept', () => runRival('id')],
  ['score, all columns kept, to Parquet', () => runOurs('--out', `${FOLDER}/out.parquet`)]
];
const runs = ways.map((): Run[] => []);
for (let round = 0; round < rounds; ++round) {
  ways.forEach(([, run], i) => runs[i]!.push(run()));
  console.log(`round ${round + 1}, load ${loadavg()[0]!.toFixed(1)}`);
}
console.log(
  `${numRows} rows x ${NUM_FEATURES + 2} columns of CSV, ${NUM_TREES} trees, ${rounds} rounds`
);
console.table(
  ways.map(([way], i) => ({
    way,
    seconds: Number(median(runs[i]!.map(({ seconds }) => seconds)).toFixed(1)),
    'cpu seconds': Number(median(runs[i]!.map(({ cpu }) => cpu)).toFixed(1)),
    'rows a second': Math.round(numRows / median(runs[i]!.map(({ seconds }) => seconds))),
    'peak MB': Math.round(median(runs[i]!.map(({ peakMb }) => peakMb)))
  }))
);
