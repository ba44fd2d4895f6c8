import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createScorer } from '../../src/score.ts';
import { familyOf } from '../../src/families/index.ts';
import { openBundle } from '../../src/store/open-bundle.ts';
import { treeFeature } from '../../src/families/gbdt.ts';
import { writeBundle } from '../../src/store/write-bundle.ts';
import { createTransform, fitPipeline, selectRows } from '@espalier/core';
import { encodeModel, predict, train } from '@espalier/gbdt';
import {
  SYNTHETIC_SPEC,
  syntheticParts,
  syntheticRows
} from '../../../../test/support/synthetic.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'espalier-gbdt-bundle-'));
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** A bundle of real, small trees over every kind of column. */
async function treeParts() {
  const { table, labels } = syntheticRows(600, 5);
  const pipeline = fitPipeline(table, Object.keys(SYNTHETIC_SPEC.features), 'trees');
  const columns = createTransform(pipeline)(table);
  const features = pipeline.features.map(({ column }, j) =>
    treeFeature(columns[j]!, column.startsWith('cat') ? 4 : undefined)
  );
  const { model } = await train(
    { numRows: 600, features, labels },
    { numIterations: 12, numLeaves: 8 }
  );
  const parts = {
    ...syntheticParts(),
    pipeline,
    model: { format: 'espalier.model/1', family: 'gbdt', trees: encodeModel(model) } as const
  };
  const expected = new Float64Array(600);
  predict(model, features, expected);
  return { parts, table, expected };
}

test('treeFeature() keeps numbers and turns codes whole, missing to -1', () => {
  const values = Float64Array.of(0, NaN, 2);
  expect(treeFeature(values, undefined)).toEqual({ kind: 'number', values });
  expect(treeFeature(values, 3)).toEqual({
    kind: 'category',
    codes: Int32Array.of(0, -1, 2),
    numLevels: 3
  });
});

describe('a bundle of boosted trees', () => {
  test('scores as the engine does, a row alone as in a table', async () => {
    const { parts, table, expected } = await treeParts();
    const score = createScorer(parts);
    expect([...score(table)]).toEqual([...expected]);
    for (const row of [0, 17, 599])
      expect(score(selectRows(table, Uint32Array.of(row)))[0]).toBe(expected[row]);
  });

  test('is read as it was written', async () => {
    const { parts, table, expected } = await treeParts();
    await writeBundle(folder, parts, {});
    const opened = await openBundle(folder);
    expect(opened.manifest.family).toBe('gbdt');
    expect(familyOf(opened.model).style).toBe('trees');
    expect([...opened.score(table)]).toEqual([...expected]);
  });

  test('is refused when the engine could not score its trees', async () => {
    const { parts } = await treeParts();
    await writeBundle(folder, parts, {});
    const path = join(folder, 'model.json');
    await writeFile(path, (await readFile(path, 'utf8')).replace(/"left":\[\d+/, '"left":[0'));
    await expect(openBundle(folder)).rejects.toMatchObject({ code: 'E_BUNDLE_DAMAGED' });
  });
});
