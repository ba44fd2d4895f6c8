import { beforeAll, describe, expect, test } from '@jest/globals';
import { voidProgress } from '@espalier/cli';
import { createScorer } from '@espalier/bundle';
import { columnOf, randomSeeded, selectLabels, selectRows } from '@espalier/core';
import type { DatasetSpec } from '@espalier/core/contracts';
import { rocAuc } from '@espalier/core/metrics';
import { stratifiedSplit } from '../src/split/stratified.ts';
import { train } from '../src/train.ts';
import type { Trained } from '../src/trained.ts';
import { SYNTHETIC_SPEC, syntheticRows } from '../../../test/support/synthetic.ts';

const { table, labels } = syntheticRows(2000, 11);

describe.each(['logistic', 'gbdt'] as const)('train() of %s', family => {
  const settings = { family, seed: 7, validation: 0.25 } as const;
  let trained: Trained;

  beforeAll(async () => {
    trained = await train(table, labels, SYNTHETIC_SPEC, settings, voidProgress);
  });

  test('learns', () => {
    expect(trained.evaluation.roc_auc).toBeGreaterThan(0.84);
    expect([trained.numTrain, trained.numValidation]).toEqual([1500, 500]);
  });

  test('evaluates the validation rows with the scoring path', () => {
    const { validation } = stratifiedSplit(
      labels,
      settings.validation,
      randomSeeded(settings.seed, 0)
    );
    const probabilities = createScorer(trained.parts)(selectRows(table, validation));
    expect(trained.evaluation.roc_auc).toBe(
      rocAuc(selectLabels(labels, validation), probabilities)
    );
  });

  test('is decided by seed, input and configuration', async () => {
    const again = await train(table, labels, SYNTHETIC_SPEC, settings, voidProgress);
    expect(JSON.stringify(again)).toBe(JSON.stringify(trained));
    const other = await train(
      table,
      labels,
      SYNTHETIC_SPEC,
      { ...settings, seed: 8 },
      voidProgress
    );
    expect(JSON.stringify(other.parts.model)).not.toBe(JSON.stringify(trained.parts.model));
  });

  test('chooses nothing by the validation rows', async () => {
    const { validation } = stratifiedSplit(
      labels,
      settings.validation,
      randomSeeded(settings.seed, 0)
    );
    const spoilt = structuredClone(table);
    for (const column of spoilt.columns)
      for (const row of validation) {
        if (column.kind === 'number') column.values[row] = 1e6;
        else column.codes[row] = -1;
      }
    const { parts } = await train(spoilt, labels, SYNTHETIC_SPEC, settings, voidProgress);
    expect(chosen(parts)).toBe(chosen(trained.parts));
  });

  test('never sees a sensitive column', () => {
    expect(columnOf(table, 'cat_group').kind).toBe('category');
    expect(trained.parts.pipeline.features.filter(({ column }) => column === 'cat_group')).toEqual(
      []
    );
    expect(trained.importances.map(({ column }) => column).sort()).toEqual(
      Object.keys(SYNTHETIC_SPEC.features).sort()
    );
  });

  test('writes down the levels of the training rows where the spec has none', async () => {
    const features: DatasetSpec['features'] = {
      ...SYNTHETIC_SPEC.features,
      cat_city: {
        kind: 'category',
        unknown: 'other',
        missing: 'impute',
        show: false,
        private: false
      }
    };
    const { parts } = await train(
      table,
      labels,
      { ...SYNTHETIC_SPEC, features },
      settings,
      voidProgress
    );
    expect(parts.spec.features['cat_city']).toHaveProperty('levels', ['Bern', 'Genf', 'Thun']);
  });

  test('ranks a column that means nothing last', async () => {
    const random = randomSeeded(99);
    const noise = {
      kind: 'number' as const,
      name: 'num_noise',
      values: Float64Array.from(labels, () => random())
    };
    const spec: DatasetSpec = {
      ...SYNTHETIC_SPEC,
      features: { num_noise: SYNTHETIC_SPEC.features['num_income']!, ...SYNTHETIC_SPEC.features }
    };
    const { importances } = await train(
      { ...table, columns: [...table.columns, noise] },
      labels,
      spec,
      settings,
      voidProgress
    );
    expect(importances.at(-1)?.column).toBe('num_noise');
  });

  test('copes with columns that are constant or empty', async () => {
    const columns = table.columns.map(column => {
      if (column.name === 'num_income' && column.kind === 'number')
        return { ...column, values: new Float64Array(2000).fill(NaN) };
      if (column.name === 'num_age' && column.kind === 'number')
        return { ...column, values: new Float64Array(2000).fill(40) };
      if (column.name === 'cat_city' && column.kind === 'category')
        return { ...column, codes: new Int32Array(2000).fill(-1) };
      return column;
    });
    const { evaluation, parts } = await train(
      { ...table, columns },
      labels,
      SYNTHETIC_SPEC,
      settings,
      voidProgress
    );
    expect(evaluation.roc_auc).toBeGreaterThan(0.5);
    // JSON writes NaN and infinities as null.
    if (family === 'logistic')
      expect(JSON.stringify([parts.pipeline, parts.model])).not.toContain('null');
  });
});

/** Everything of a bundle but the scores of the validation rows, which are measured, not chosen. */
function chosen({ profile: { scores: _, ...profile }, ...parts }: Trained['parts']): string {
  return JSON.stringify({ ...parts, profile });
}
