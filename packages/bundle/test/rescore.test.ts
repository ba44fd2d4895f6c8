import { describe, expect, test } from '@jest/globals';
import {
  type Column,
  createTransform,
  fitPipeline,
  normal,
  randomSeeded,
  type Table
} from '@espalier/core';
import type { Pipeline } from '@espalier/core/contracts';
import { encodeModel, train } from '@espalier/gbdt';
import type { Model } from '../src/families/index.ts';
import { treeFeature } from '../src/families/gbdt.ts';
import { createRescorer } from '../src/rescore.ts';
import { createScorer, type ScoringParts } from '../src/score.ts';

const NUM_ROWS = 700;
const random = randomSeeded(4);
const numbers = (name: string): Column => ({
  kind: 'number',
  name,
  values: Float64Array.from({ length: NUM_ROWS }, () => (random() < 0.1 ? NaN : normal(random)))
});
const levels = (name: string): Column => ({
  kind: 'category',
  name,
  levels: ['a', 'b', 'c', 'd', 'e', 'f'],
  codes: Int32Array.from({ length: NUM_ROWS }, () => Math.floor(7 * random()) - 1)
});
const makeTable = (numNumbers: number): Table => ({
  numRows: NUM_ROWS,
  columns: [...Array.from({ length: numNumbers }, (_, i) => numbers(`x${i}`)), levels('kind')]
});
const decision = {
  format: 'espalier.decision/1',
  calibrator: { kind: 'platt', slope: 1.1, intercept: 0.2 },
  threshold: 0.5
} as const;

function pipelineOf(table: Table, style: 'dense' | 'trees'): Pipeline {
  return fitPipeline(
    table,
    table.columns.map(({ name }) => name),
    style
  );
}

function logisticOf(table: Table): ScoringParts {
  const pipeline = pipelineOf(table, 'dense');
  const weights = pipeline.features.map((_, j) => (j === 1 ? 0 : Math.sin(j)));
  const model: Model = {
    format: 'espalier.model/1',
    family: 'logistic',
    intercept: 0.3,
    weights,
    penalty: 1
  };
  return { pipeline, model, decision };
}

const dates = (name: string): Column => ({
  kind: 'number',
  name,
  values: Float64Array.from({ length: NUM_ROWS }, () => Date.UTC(2024, 0, 1 + 500 * random())),
  date: { parts: ['month', 'weekday', 'days'] }
});

async function treesOf(table: Table): Promise<ScoringParts> {
  const pipeline = pipelineOf(table, 'trees');
  const features = createTransform(pipeline)(table).map((values, j) =>
    treeFeature(values, pipeline.features[j]!.column === 'kind' ? 7 : undefined)
  );
  const labels = Uint8Array.from({ length: NUM_ROWS }, (_, i) => {
    const [first] = table.columns;
    if (first?.kind !== 'number') return 0;
    return first.values[i]! > (first.date === undefined ? 0.2 : Date.UTC(2024, 8, 1)) ? 1 : 0;
  });
  const { model } = await train(
    { numRows: NUM_ROWS, features, labels },
    {
      numIterations: 12,
      interactionConstraints: [
        [...pipeline.features.keys()].filter(
          j => pipeline.features[j]!.name !== 'x3' && pipeline.features[j]!.name !== 'x2'
        )
      ]
    }
  );
  return {
    pipeline,
    model: { format: 'espalier.model/1', family: 'gbdt', trees: encodeModel(model) },
    decision
  };
}

/** The columns of another table in place of those of the same name, one at a time: rescored, and scored anew. */
function compare(parts: ScoringParts, table: Table, other: Table): [Float64Array, Float64Array][] {
  const score = createScorer(parts);
  const rescorer = createRescorer(parts, table, score(table));
  return other.columns.slice(0, 6).map(column => [
    rescorer.withColumn(column),
    score({
      ...table,
      columns: table.columns.map(old => (old.name === column.name ? column : old))
    })
  ]);
}

describe('createRescorer()', () => {
  const table = makeTable(4);
  const other = makeTable(4);

  test('gives what scoring anew gives, to the bit', async () => {
    for (const parts of [logisticOf(table), await treesOf(table)])
      for (const [found, expected] of compare(parts, table, other)) expect(found).toEqual(expected);
  });

  test('of a date, all of whose parts change', async () => {
    const withDate: Table = { ...table, columns: [dates('day'), ...table.columns] };
    const later: Table = { ...table, columns: [dates('day')] };
    for (const parts of [logisticOf(withDate), await treesOf(withDate)]) {
      const [[found, expected] = []] = compare(parts, withDate, later);
      expect(found).toEqual(expected);
      expect(found).not.toEqual(createScorer(parts)(withDate));
    }
  });

  test('of a wide logistic regression, but for the last digits', () => {
    const wide = makeTable(200);
    for (const [found, expected] of compare(logisticOf(wide), wide, makeTable(200)))
      found.forEach((p, i) => {
        expect(Math.abs(p - expected[i]!)).toBeLessThan(1e-12);
      });
  });

  test('gives the scores themselves for a column that the model does not use', async () => {
    const parts = await treesOf(table);
    const scores = createScorer(parts)(table);
    const rescorer = createRescorer(parts, table, scores);
    expect(rescorer.withColumn(other.columns[3]!)).toBe(scores);
    expect(rescorer.withColumn(numbers('no such column'))).toBe(scores);
    expect(rescorer.withColumn(other.columns[0]!)).not.toBe(scores);
    // What changed for one column is as before for the next.
    expect(rescorer.withColumn(table.columns[0]!)).toEqual(scores);
  });
});
