import {
  type DatasetSpec,
  datasetSpecSchema
} from '../../packages/core/src/contracts/dataset-spec.ts';
import { fitPipeline } from '../../packages/core/src/pipeline.ts';
import { normal, randomSeeded } from '../../packages/core/src/random.ts';
import { profileTable } from '../../packages/core/src/profile.ts';
import type { Table } from '../../packages/core/src/table.ts';

/** A small spec with one column of every sort. */
export const SYNTHETIC_SPEC: DatasetSpec = datasetSpecSchema.parse({
  name: 'synthetic',
  target: { column: 'bin_bought', positive: 'yes' },
  sensitive: ['cat_group'],
  features: {
    num_age: { kind: 'number', integer: true, min: 18, max: 90 },
    num_income: { kind: 'number' },
    cat_plan: { kind: 'category', levels: ['basic', 'pro', 'team'] },
    cat_city: { kind: 'category', levels: ['Bern', 'Genf', 'Thun'], unknown: 'other' }
  }
});

export interface Synthetic {
  readonly table: Table;
  readonly labels: Uint8Array;
}

/** Rows whose label depends on every feature; a tenth of the incomes and of the cities is missing. */
export function syntheticRows(numRows: number, seed: number): Synthetic {
  const random = randomSeeded(seed);
  const age = new Float64Array(numRows);
  const income = new Float64Array(numRows);
  const plan = new Int32Array(numRows);
  const city = new Int32Array(numRows);
  const group = new Int32Array(numRows);
  const labels = new Uint8Array(numRows);
  for (let i = 0; i < numRows; ++i) {
    age[i] = 18 + Math.floor(random() * 72);
    income[i] = 50 + 15 * normal(random);
    plan[i] = Math.floor(random() * 3);
    city[i] = Math.floor(random() * 3);
    group[i] = Math.floor(random() * 2);
    const z =
      0.04 * (age[i]! - 50) +
      0.05 * (income[i]! - 50) +
      plan[i]! -
      1 +
      0.5 * city[i]! -
      0.5 +
      normal(random);
    labels[i] = z > 0 ? 1 : 0;
    if (random() < 0.1) income[i] = NaN;
    if (random() < 0.1) city[i] = -1;
  }
  return {
    labels,
    table: {
      numRows,
      columns: [
        { kind: 'number', name: 'num_age', values: age },
        { kind: 'number', name: 'num_income', values: income },
        { kind: 'category', name: 'cat_plan', levels: ['basic', 'pro', 'team'], codes: plan },
        { kind: 'category', name: 'cat_city', levels: ['Bern', 'Genf', 'Thun'], codes: city },
        { kind: 'category', name: 'cat_group', levels: ['a', 'b'], codes: group }
      ]
    }
  };
}

/** The table as CSV, the way a file would hold it. */
export function syntheticCsv({ table, labels }: Synthetic): string {
  const lines = [[...table.columns.map(({ name }) => name), 'bin_bought'].join(',')];
  for (let i = 0; i < table.numRows; ++i) {
    const cells = table.columns.map(column => {
      if (column.kind === 'number')
        return Number.isNaN(column.values[i]) ? '' : String(column.values[i]);
      return column.levels[column.codes[i]!] ?? '';
    });
    lines.push([...cells, labels[i] === 1 ? 'yes' : 'no'].join(','));
  }
  return `${lines.join('\n')}\n`;
}

const ZERO_SHA = '0'.repeat(64);

/** The parts of a bundle with a hand-made logistic model: nothing has to be trained to test a reader. */
export function syntheticParts(numRows = 200, seed = 1) {
  const { table } = syntheticRows(numRows, seed);
  const pipeline = fitPipeline(table, Object.keys(SYNTHETIC_SPEC.features), 'dense');
  return {
    spec: SYNTHETIC_SPEC,
    pipeline,
    model: {
      format: 'espalier.model/1' as const,
      family: 'logistic' as const,
      intercept: -0.25,
      weights: pipeline.features.map((_, j) => 0.5 - 0.1 * j),
      penalty: 1
    },
    decision: {
      format: 'espalier.decision/1' as const,
      calibrator: { kind: 'none' as const },
      threshold: 0.5
    },
    profile: profileTable(table, SYNTHETIC_SPEC),
    metrics: {
      roc_auc: 0.9,
      pr_auc: 0.8,
      accuracy: 0.85,
      log_loss: 0.3,
      brier: 0.1,
      precision: 0.8,
      recall: 0.7,
      f1: 0.75,
      threshold: 0.5,
      rows_train: 160,
      rows_validation: 40,
      seed: 1,
      timestamp: '2026-01-01T00:00:00.000Z',
      git_sha: null,
      dataset_sha256: ZERO_SHA,
      family: 'logistic',
      gate: 'none' as const
    }
  };
}
