import { describe, expect, test } from '@jest/globals';
import { createScorer } from '@espalier/bundle';
import { voidProgress } from '@espalier/cli';
import { randomSeeded, type Table } from '@espalier/core';
import { rocAuc } from '@espalier/core/metrics';
import {
  formatImportances,
  type Importance,
  measureImportances
} from '../../src/explain/importances.ts';
import {
  SYNTHETIC_SPEC,
  syntheticParts,
  syntheticRows
} from '../../../../test/support/synthetic.ts';

const parts = syntheticParts();
const { table, labels } = syntheticRows(2000, 41);

function measure(of: Table = table): Importance[] {
  return measureImportances(parts, of, labels, undefined, randomSeeded(1), voidProgress);
}

describe('measureImportances()', () => {
  const found = measure();

  test('ranks every column by its share, which add up to 1', () => {
    expect(found.map(({ column }) => column).sort()).toEqual(
      Object.keys(SYNTHETIC_SPEC.features).sort()
    );
    const shares = found.map(({ importance }) => importance);
    expect(shares).toEqual(shares.toSorted((a, b) => b - a));
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
  });

  test('measures what the ROC-AUC loses when a column says nothing any more', () => {
    const top = found[0]!;
    const auc = rocAuc(labels, createScorer(parts)(table));
    const shifted = {
      ...table,
      columns: table.columns.map(column => {
        if (column.name !== top.column) return column;
        return column.kind === 'number'
          ? {
              ...column,
              values: Float64Array.from(column.values, (_, i) => column.values.at(i - 777)!)
            }
          : {
              ...column,
              codes: Int32Array.from(column.codes, (_, i) => column.codes.at(i - 777)!)
            };
      })
    };
    const lost = auc - rocAuc(labels, createScorer(parts)(shifted));
    expect(top.permutation).toBeGreaterThan(0.02);
    expect(Math.abs(top.permutation - lost)).toBeLessThan(0.03);
  });

  test('gives nothing to a column that is the same everywhere', () => {
    const flat = {
      ...table,
      columns: table.columns.map(column =>
        column.name === 'num_income' && column.kind === 'number'
          ? { ...column, values: new Float64Array(table.numRows).fill(50) }
          : column
      )
    };
    const income = measure(flat).find(({ column }) => column === 'num_income')!;
    expect(income.permutation).toBe(0);
  });

  test('is decided by the random numbers, and leaves the table as it was', () => {
    const before = structuredClone(table);
    expect(measure()).toEqual(found);
    expect(table).toEqual(before);
  });
});

test('formatImportances() quotes names that need it, and leaves gains of other families empty', () => {
  const csv = formatImportances([
    { column: 'plain', importance: 0.75, mean_abs_shap: 1.5, permutation: 0.1, gain: 12 },
    { column: 'a,"b"', importance: 0.25, mean_abs_shap: 0.5, permutation: -0.01 }
  ]);
  expect(csv.split('\n')).toEqual([
    'feature,importance,mean_abs_shap,permutation,gain',
    'plain,0.75,1.5,0.1,12',
    '"a,""b""",0.25,0.5,-0.01,',
    ''
  ]);
});
