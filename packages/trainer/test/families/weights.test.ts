import { expect, test } from '@jest/globals';
import { FAMILIES } from '@espalier/bundle';
import { familyOf } from '../../../bundle/src/families/index.ts';
import { voidProgress } from '@espalier/cli';
import { createTransform, fitPipeline, normal, randomSeeded, type Table } from '@espalier/core';
import { createSplitting } from '../../src/split/index.ts';
import { TRAINERS } from '../../src/families/index.ts';
import { EXTRAS, HAS_TENSORFLOW } from '../../../../test/support/extras.ts';
import { describeWhere } from '../../../../test/support/where.ts';

const NUM_ROWS = 1500;
const random = randomSeeded(11);
const values = Float64Array.from({ length: NUM_ROWS }, () => normal(random));
const table: Table = {
  numRows: NUM_ROWS,
  columns: [{ kind: 'number', name: 'num_a', values }]
};
const labels = Uint8Array.from(values, x => (random() < 1 / (1 + Math.exp(2 - x)) ? 1 : 0));

/** Mean probability that a family gives to the rows it was fitted to. */
async function meanProbability(
  family: keyof typeof TRAINERS,
  weights?: Float64Array
): Promise<number> {
  const pipeline = fitPipeline(table, ['num_a'], FAMILIES[family].style);
  const features = createTransform(pipeline)(table);
  const { model } = await TRAINERS[family]({
    features,
    pipeline,
    labels,
    splitting: createSplitting(labels),
    ...(weights === undefined ? {} : { weights }),
    random: randomSeeded(3),
    progress: voidProgress
  });
  const out = new Float64Array(NUM_ROWS);
  familyOf(model).createScorer(model)(features, out);
  return out.reduce((sum, p) => sum + p, 0) / NUM_ROWS;
}

const share = labels.reduce((sum, label) => sum + label, 0) / NUM_ROWS;

for (const family of ['logistic', 'gbdt', 'mlp'] as const)
  describeWhere(family !== 'mlp' || HAS_TENSORFLOW, EXTRAS)(`weights of rows: ${family}`, () => {
    test('a weight of 1 for every row changes nothing', async () => {
      expect(await meanProbability(family, new Float64Array(NUM_ROWS).fill(1))).toBe(
        await meanProbability(family)
      );
    });

    test('classes of equal weight are equally likely', async () => {
      expect(Math.abs((await meanProbability(family)) - share)).toBeLessThan(0.02);
      const balancing = Float64Array.from(labels, y => (y === 1 ? 0.5 / share : 0.5 / (1 - share)));
      const weighted = Float64Array.from(balancing, (weight, i) => weight * (1 + (i % 3)));
      expect(await meanProbability(family, weighted)).toBeGreaterThan(share + 0.15);
    });

    test('rows of weight 0 are not seen', async () => {
      // Where the number is positive, all that counts is negative.
      const weights = Float64Array.from(labels, (y, i) => (y === 1 && values[i]! > 0 ? 0 : 1));
      expect(await meanProbability(family, weights)).toBeLessThan(share - 0.05);
    });
  });
