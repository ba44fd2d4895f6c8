import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { voidProgress } from '../../packages/cli/src/progress.ts';
import { randomSeeded } from '../../packages/core/src/random.ts';
import { readSpec } from '../../packages/tables/src/spec/find-spec.ts';
import { readTable } from '../../packages/tables/src/read-table.ts';
import { stratifiedSplit } from '../../packages/trainer/src/split/stratified.ts';
import { train } from '../../packages/trainer/src/train.ts';
import { ROOT } from '../support/processes.ts';
import { describeWithPython, runPython } from '../support/python.ts';
import { describeWithSharedData } from '../support/shared-data.ts';

/** The original tables, each by the spec that ships for our own of the same form. */
const ORIGINALS = [
  { table: 'churn/customer_churn_synth.csv', spec: 'customer_churn_synth.yaml', auc: [0.93, 0.94] },
  { table: 'titanic/train.csv', spec: 'titanic.yaml', auc: [0.83, 0.87] },
  {
    table: 'loan/loan_approval_dataset.csv',
    spec: 'loan_approval_dataset.yaml',
    auc: [0.96, 0.975]
  },
  { table: 'adult/adult_synth.csv', spec: 'adult_synth.yaml', auc: [0.69, 0.76] }
] as const;

const SEEDS = [1, 2, 3, 4, 5];

/** The usual pipeline of scikit-learn on the same rows: ROC-AUC for each set of validation rows. */
const REFERENCE = `
import csv, json, sys
import numpy as np
from sklearn.compose import make_column_transformer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

job = json.load(sys.stdin)
with open(job["path"], newline="") as file:
    rows = [{k.strip(): v.strip() for k, v in row.items()} for row in csv.DictReader(file)]
labels = np.array([row[job["target"]] == job["positive"] for row in rows])
number = lambda cell: float(cell) if cell else np.nan
columns = [[number(row[c]) for row in rows] for c in job["numbers"]] + [[row[c] for row in rows] for c in job["categories"]]
table = np.array(columns, dtype=object).T
n = len(job["numbers"])
aucs = []
for validation in job["validations"]:
    held = np.zeros(len(rows), dtype=bool)
    held[validation] = True
    model = make_pipeline(
        make_column_transformer(
            (make_pipeline(SimpleImputer(strategy="median"), StandardScaler()), list(range(n))),
            (OneHotEncoder(handle_unknown="ignore"), list(range(n, table.shape[1]))),
        ),
        LogisticRegression(max_iter=2000),
    )
    model.fit(table[~held], labels[~held])
    aucs.append(roc_auc_score(labels[held], model.predict_proba(table[held])[:, 1]))
json.dump(aucs, sys.stdout)
`;

describeWithPython('train on the original tables', () => {
  describeWithSharedData('', shared => {
    test.each(ORIGINALS)(
      '$table: not below scikit-learn by more than 0.005',
      async ({ table: file, spec: specFile, auc: [low, high] }) => {
        const path = join(shared, file);
        const spec = await readSpec(join(ROOT, 'data', specFile));
        const { table, labels } = await readTable(path, spec, {
          target: 'require',
          policies: 'enforce'
        });
        const ours: number[] = [];
        const validations: number[][] = [];
        for (const seed of SEEDS) {
          const settings = { family: 'logistic', seed, validation: 0.2 } as const;
          ours.push((await train(table, labels, spec, settings, voidProgress)).evaluation.roc_auc);
          validations.push([...stratifiedSplit(labels, 0.2, randomSeeded(seed, 0)).validation]);
        }
        const features = Object.entries(spec.features);
        const namesOf = (kind: string) =>
          features.filter(([, feature]) => feature.kind === kind).map(([name]) => name);
        const theirs = (await runPython(REFERENCE, {
          path,
          target: spec.target.column,
          positive: spec.target.positive,
          numbers: namesOf('number'),
          categories: namesOf('category'),
          validations
        })) as number[];
        const mean = (values: readonly number[]) =>
          values.reduce((sum, value) => sum + value, 0) / values.length;
        expect(mean(ours)).toBeGreaterThan(mean(theirs) - 0.005);
        expect(mean(ours)).toBeGreaterThan(low);
        expect(mean(ours)).toBeLessThan(high);
      }
    );
  });
});
