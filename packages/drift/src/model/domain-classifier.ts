import {
  type Column,
  columnOf,
  randomSeeded,
  selectRows,
  shuffle,
  type Table
} from '@espalier/core';
import { delongInterval, type Interval, rocAuc } from '@espalier/core/metrics';
import { type Dataset, type Feature, importances, predict, train } from '@espalier/gbdt';
import { concatTables } from '../inputs/read-rows.ts';
import type { DomainReport } from '../compare/report-schema.ts';

/** More rows per side add little. */
const MAX_ROWS = 10_000;
/** Fewer rows are no evidence. */
const MIN_ROWS = 100;
const FOLDS = 3;
const SEED = 5;
const CULPRITS = 5;
const PARAMS = {
  numIterations: 40,
  numLeaves: 15,
  learningRate: 0.1,
  minDataInLeaf: 50,
  seed: SEED
};

/**
 * Train trees to tell new rows from reference rows by all columns together. Scores are out of fold. Undefined for too few
 * rows; deterministic.
 */
export async function classifyDomain(
  reference: Table,
  fresh: Table
): Promise<DomainReport | undefined> {
  if (Math.min(reference.numRows, fresh.numRows) < MIN_ROWS) return undefined;
  const names = reference.columns.map(({ name }) => name);
  const random = randomSeeded(SEED);
  const pick = (table: Table): Table => {
    const rows = shuffle(
      Uint32Array.from({ length: table.numRows }, (_, i) => i),
      random
    );
    const columns = names.map(name => columnOf(table, name));
    return selectRows({ numRows: table.numRows, columns }, rows.subarray(0, MAX_ROWS));
  };
  const sides = [pick(reference), pick(fresh)] as const;
  const both = concatTables(sides);
  const labels = Uint8Array.from({ length: both.numRows }, (_, i) =>
    i < sides[0].numRows ? 0 : 1
  );
  // Rows of either side are in random order already: every third is a fold.
  const folds = Array.from({ length: FOLDS }, (_, fold) => fold);
  const areas: Area[] = [];
  const gains = new Float64Array(names.length);
  for (const fold of folds) {
    const { inside, outside } = splitRows(both.numRows, fold);
    const { model } = await train(datasetOf(both, labels, outside), PARAMS);
    const held = new Float64Array(inside.length);
    predict(model, datasetOf(both, labels, inside).features, held);
    const known = Uint8Array.from(inside, row => labels[row]!);
    areas.push({ value: rocAuc(known, held), interval: delongInterval(known, held) });
    for (const [j, gain] of importances(model, 'gain').entries()) gains[j]! += gain;
  }
  const { value, interval } = averageFolds(areas);
  return {
    roc_auc: value,
    interval,
    rows: both.numRows,
    told_apart: interval[0] > 0.5,
    culprits: culpritsOf(names, gains)
  };
}

interface Area {
  readonly value: number;
  readonly interval: Interval;
}

/** By how much the variance of the mean over folds exceeds that of independent ones, at most. */
const SHARED_VARIANCE = 2;

/**
 * Average the ROC-AUC of the folds, with its interval. Folds are not independent: a row that helps to score another one is
 * scored with its help in turn. Without drift the score of a row is nearly a sum over the rows of the other side of the split,
 * so that every pair counts twice, and the variance is up to twice that of independent folds (Bengio and Grandvalet 2004
 * show that no unbiased estimate of it exists).
 */
function averageFolds(areas: readonly Area[]): Area {
  const mean = areas.reduce((sum, { value }) => sum + value, 0) / areas.length;
  const margin = (distanceOf: (area: Area) => number): number =>
    Math.sqrt(SHARED_VARIANCE * areas.reduce((sum, area) => sum + distanceOf(area) ** 2, 0)) /
    areas.length;
  const below = margin(({ value, interval: [low] }) => value - low);
  const above = margin(({ value, interval: [, high] }) => high - value);
  return { value: mean, interval: [Math.max(0, mean - below), Math.min(1, mean + above)] };
}

function splitRows(numRows: number, fold: number): { inside: Uint32Array; outside: Uint32Array } {
  const rows = Uint32Array.from({ length: numRows }, (_, i) => i);
  return {
    inside: rows.filter(i => i % FOLDS === fold),
    outside: rows.filter(i => i % FOLDS !== fold)
  };
}

function datasetOf(table: Table, labels: Uint8Array, rows: Uint32Array): Dataset {
  const { numRows, columns } = selectRows(table, rows);
  return {
    numRows,
    features: columns.map(featureOf),
    labels: Uint8Array.from(rows, row => labels[row]!)
  };
}

/** Undeclared levels get the last code, missing cells -1. */
function featureOf(column: Column): Feature {
  if (column.kind === 'number') return column;
  const numLevels = column.levels.length + 1;
  const codes = column.codes.map(code => (code === -2 ? numLevels - 1 : code));
  return { kind: 'category', codes, numLevels };
}

function culpritsOf(names: readonly string[], gains: Float64Array): DomainReport['culprits'] {
  const total = gains.reduce((a, b) => a + b, 0);
  if (total === 0) return [];
  return names
    .map((column, j) => ({ column, share: gains[j]! / total }))
    .sort((a, b) => b.share - a.share)
    .slice(0, CULPRITS);
}
