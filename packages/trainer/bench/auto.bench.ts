// `--family auto` against the better of scikit-learn's logistic regression and LightGBM's defaults, on the original tables
// and on public ones: the same rows, five seeds. A table that is absent is left out.
// usage: auto.bench.ts [part of a path]
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { voidProgress } from '@espalier/cli';
import { randomSeeded } from '@espalier/core';
import { type DatasetSpec, datasetSpecSchema, plainFeature } from '@espalier/core/contracts';
import { readColumnNames, readSpec, readTable } from '@espalier/tables';
import { stratifiedSplit } from '../src/split/stratified.ts';
import { train } from '../src/train.ts';
import { benchPython } from '../../gbdt/bench/support/python.ts';

const only = process.argv[2] ?? '';
const SEEDS = [1, 2, 3, 4, 5];
const SHARED = fileURLToPath(new URL('../../../../shared/data/', import.meta.url));
const SPECS = fileURLToPath(new URL('../../../data/', import.meta.url));
const RIVALS = fileURLToPath(new URL('support/rivals.py', import.meta.url));
/** A difference that does not count. */
const TOLERANCE = 0.002;

interface Case {
  readonly path: string;
  readonly spec: (path: string) => Promise<DatasetSpec>;
}

const CASES: readonly Case[] = [
  original('churn/customer_churn_synth.csv', 'customer_churn_synth.yaml'),
  original('adult/adult_synth.csv', 'adult_synth.yaml'),
  original('loan/loan_approval_dataset.csv', 'loan_approval_dataset.yaml'),
  original('titanic/train.csv', 'titanic.yaml'),
  open(
    'bench/credit_default/UCI_Credit_Card.csv',
    'Default',
    ['SEX', 'EDUCATION', 'MARRIAGE'],
    ['ID']
  ),
  open('bench/flight_delays/flight_delays_train.csv', 'target', [
    'Month',
    'DayOfWeek',
    'UniqueCarrier',
    'Origin',
    'Dest',
    'UniqueCarrier_OriginDest',
    'UniqueCarrier_Origin'
  ]),
  open('bench/amazon_access/train.csv', 'ACTION', 'all')
];

function original(path: string, spec: string): Case {
  return { path, spec: () => readSpec(SPECS + spec) };
}

function open(
  path: string,
  target: string,
  categories: readonly string[] | 'all',
  ignore: string[] = []
): Case {
  return {
    path,
    async spec(file) {
      const names = (await readColumnNames(file, { trim: true })).filter(
        name => name !== target && !ignore.includes(name)
      );
      const isCategory = (name: string): boolean =>
        categories === 'all' || categories.includes(name);
      const features = names.map(name => [
        name,
        plainFeature(isCategory(name) ? 'category' : 'number')
      ]);
      return datasetSpecSchema.parse({
        name: 'bench',
        target: { column: target, positive: '1' },
        ignore,
        features: Object.fromEntries(features) as DatasetSpec['features']
      });
    }
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Of the mean of paired differences. */
function standardError(differences: readonly number[]): number {
  const center = mean(differences);
  const variance =
    differences.reduce((sum, d) => sum + (d - center) ** 2, 0) / (differences.length - 1);
  return Math.sqrt(variance / differences.length);
}

console.log(
  '| table | ours (families) | logistic regression | LightGBM | difference to the better | allowed | s a training |'
);
console.log('|---|---|---|---|---|---|---|');
for (const { path, spec: specFor } of CASES) {
  if (!path.includes(only)) continue;
  const file = SHARED + path;
  if (!existsSync(file)) {
    console.log(`| ${path} | absent |`);
    continue;
  }
  const spec = await specFor(file);
  const { table, labels } = await readTable(file, spec, { target: 'require', policies: 'enforce' });
  const ours: number[] = [];
  const families = new Set<string>();
  const validations: number[][] = [];
  const started = performance.now();
  for (const seed of SEEDS) {
    const trained = await train(
      table,
      labels,
      spec,
      { family: 'auto', seed, validation: 0.2 },
      voidProgress
    );
    ours.push(trained.evaluation.roc_auc);
    families.add(trained.parts.model.family);
  }
  const seconds = (performance.now() - started) / 1000 / SEEDS.length;
  for (const seed of SEEDS)
    validations.push([...stratifiedSplit(labels, 0.2, randomSeeded(seed, 0)).validation]);
  const namesOf = (kind: string): string[] =>
    Object.entries(spec.features).flatMap(([name, feature]) =>
      feature.kind === kind ? [name] : []
    );
  const job = {
    path: file,
    target: spec.target.column,
    positive: spec.target.positive,
    numbers: namesOf('number'),
    categories: namesOf('category'),
    validations
  };
  const theirs = JSON.parse(
    execFileSync(benchPython(), [RIVALS], {
      input: JSON.stringify(job),
      encoding: 'utf8',
      maxBuffer: 2 ** 26
    })
  ) as { logistic: number[]; lightgbm: number[] };
  const better = mean(theirs.logistic) > mean(theirs.lightgbm) ? theirs.logistic : theirs.lightgbm;
  const differences = ours.map((auc, i) => auc - better[i]!);
  const allowed = Math.max(TOLERANCE, standardError(differences));
  const difference = mean(differences);
  console.log(
    `| ${path.split('/').slice(-2)[0]} | ${mean(ours).toFixed(4)} (${[...families].join(', ')}) | ${mean(theirs.logistic).toFixed(4)} | ${mean(theirs.lightgbm).toFixed(4)} | ${difference >= 0 ? '+' : ''}${difference.toFixed(4)} ${difference >= -allowed ? 'met' : 'MISSED'} | ${allowed.toFixed(4)} | ${seconds.toFixed(1)} |`
  );
}
