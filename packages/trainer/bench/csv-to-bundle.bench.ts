// From a CSV to a saved model, against LightGBM's Python with pandas, with the same trees: `make bench`, or
// node --conditions=@espalier/source --import tsx packages/trainer/bench/csv-to-bundle.bench.ts [rounds] [rows] [threads]
import { execFileSync } from 'node:child_process';
import { createWriteStream, existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { availableParallelism, loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { makeNumeric } from '../../gbdt/bench/support/data.ts';
import { benchPython } from '../../gbdt/bench/support/python.ts';
import { CACHE } from '../../gbdt/bench/support/store.ts';
import { describeMachine } from '../../gbdt/bench/support/turns.ts';

const NUM_FEATURES = 28;
const NUM_TREES = 100;
/** Share that `train` sets aside; LightGBM leaves the same share of rows out. */
const VALIDATION = 0.2;
const rounds = Number(process.argv[2] ?? 3);
const numRows = Number(process.argv[3] ?? 1_000_000);
const threads = Number(process.argv[4] ?? availableParallelism());

const FOLDER = `${CACHE}bench-data/csv-to-bundle`;
const TRAIN = fileURLToPath(new URL('../bin/train.js', import.meta.url));

const RIVAL = `
import json, resource, sys, time
import lightgbm, numpy, pandas
path, out, trees, share, threads = sys.argv[1], sys.argv[2], int(sys.argv[3]), float(sys.argv[4]), int(sys.argv[5])
start, began = time.perf_counter(), time.process_time()
table = pandas.read_csv(path)
y = table.pop("y").to_numpy()
kept = numpy.random.default_rng(1).permutation(len(y))[: round(len(y) * (1 - share))] if share > 0 else slice(None)
data = lightgbm.Dataset(table.to_numpy()[kept], y[kept], params={"verbose": -1})
model = lightgbm.train({"objective": "binary", "verbose": -1, "num_threads": threads}, data, trees)
model.save_model(out)
seconds = time.perf_counter() - start
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"seconds": seconds, "cpu": time.process_time() - began, "peakMb": peak}))
`;

const MEASURE = `
import json, resource, subprocess, sys, time
start = time.perf_counter()
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)
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
  mkdirSync(FOLDER, { recursive: true });
  const { features, labels } = makeNumeric(numRows, NUM_FEATURES, 1);
  const out = createWriteStream(`${path}.tmp`);
  out.write(`${[...features.map((_, f) => `x${f}`), 'y'].join(',')}\n`);
  for (let row = 0; row < numRows; ++row) {
    const cells = features.map(feature =>
      feature.kind === 'number' ? Number(feature.values[row]!.toPrecision(7)) : feature.codes[row]!
    );
    if (!out.write(`${cells.join(',')},${labels[row]}\n`)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'close');
  renameSync(`${path}.tmp`, path);
}

function specText(): string {
  const features = Array.from({ length: NUM_FEATURES }, (_, f) => `  x${f}: { kind: number }\n`);
  return (
    `name: bench\ntarget: { column: y, positive: 1 }\nfeatures:\n${features.join('')}` +
    `train: { family: gbdt, validation: ${VALIDATION}, params: { gbdt: { numIterations: ${NUM_TREES}, numThreads: ${threads} } } }\n`
  );
}

/** The whole command, the start of Node included. */
function runOurs(path: string, spec: string): Run {
  const args = [TRAIN, '--data', path, '--spec', spec, '--outdir', `${FOLDER}/bundle`];
  const output = execFileSync(benchPython(), ['-c', MEASURE, process.execPath, ...args], {
    stdio: ['ignore', 'pipe', 'ignore']
  });
  return JSON.parse(output.toString()) as Run;
}

function runRival(path: string, share: number, threads: number): Run {
  const args = [
    '-c',
    RIVAL,
    path,
    `${FOLDER}/model.txt`,
    String(NUM_TREES),
    String(share),
    String(threads)
  ];
  return JSON.parse(execFileSync(benchPython(), args).toString()) as Run;
}

function describeRun({ seconds, cpu }: Run): string {
  return `${seconds.toFixed(1)} s (cpu ${cpu.toFixed(1)})`;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}

const path = `${FOLDER}/numeric-${numRows}.csv`;
const spec = `${FOLDER}/spec.yaml`;
await writeCsv(path);
writeFileSync(spec, specText());
console.log(describeMachine());
const ways: readonly (readonly [name: string, run: () => Run])[] = [
  ['train, 80 % of the rows and all that the bundle holds', () => runOurs(path, spec)],
  ['LightGBM, 80 % of the rows', () => runRival(path, VALIDATION, threads)],
  ['LightGBM, all rows', () => runRival(path, 0, threads)]
];
const runs = ways.map((): Run[] => []);
for (let round = 0; round < rounds; ++round) {
  ways.forEach(([, run], i) => runs[i]!.push(run()));
  const load = loadavg()[0]!.toFixed(1);
  console.log(
    `round ${round + 1}, load ${load}: ${runs.map(made => describeRun(made.at(-1)!)).join(', ')}`
  );
}
console.log(
  `${numRows} x ${NUM_FEATURES}, ${NUM_TREES} trees, ${threads} threads, ${rounds} rounds`
);
console.table(
  ways.map(([name], i) => ({
    name,
    seconds: Number(median(runs[i]!.map(({ seconds }) => seconds)).toFixed(2)),
    'ratio of train to it': Number(
      median(runs[i]!.map(({ seconds }, r) => runs[0]![r]!.seconds / seconds)).toFixed(2)
    ),
    'cpu s': Number(median(runs[i]!.map(({ cpu }) => cpu)).toFixed(2)),
    'ratio of train to its cpu': Number(
      median(runs[i]!.map(({ cpu }, r) => runs[0]![r]!.cpu / cpu)).toFixed(2)
    ),
    peakMb: Math.round(median(runs[i]!.map(({ peakMb }) => peakMb)))
  }))
);
