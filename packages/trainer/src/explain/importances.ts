import {
  createExplainer,
  createRescorer,
  createScorer,
  type Model,
  type ScoringParts
} from '@espalier/bundle';
import type { Progress } from '@espalier/cli';
import {
  type Column,
  present,
  type Random,
  selectLabels,
  selectRows,
  shuffle,
  type Table
} from '@espalier/core';
import { rocAuc } from '@espalier/core/metrics';
import { MAX_ROWS_TO_EXPLAIN, MAX_ROWS_TO_SHUFFLE, MIN_ROWS_TO_EXPLAIN } from '../limits.ts';

/** How much a model uses a column. */
export interface Importance {
  readonly column: string;
  /** Its share of all the columns' mean absolute contributions. */
  readonly importance: number;
  /** The mean absolute contribution to the log-odds: |SHAP| (Lundberg and Lee 2017). */
  readonly mean_abs_shap: number;
  /** Loss of ROC-AUC when the column is shuffled (Breiman 2001); the mean of a few shuffles. */
  readonly permutation: number;
  /** Loss saved by the splits on it; trees only. */
  readonly gain?: number;
}

const NUM_SHUFFLES = 3;
/** With fewer columns, shuffling them takes no time to speak of. */
const MIN_COLUMNS_TO_REPORT = 100;
/** Rows times nodes of the trees that are walked to explain. */
const MAX_NODES_TO_WALK = 3_000_000;

/** The importance of every column on rows that the model has not seen, largest first, ties by name. */
export function measureImportances(
  scoring: ScoringParts,
  table: Table,
  labels: Uint8Array,
  gains: ReadonlyMap<string, number> | undefined,
  random: Random,
  progress: Progress
): Importance[] {
  const order = shuffle(
    Uint32Array.from(labels, (_, i) => i),
    random
  );
  const rows = order.slice(0, MAX_ROWS_TO_SHUFFLE);
  const losses = permutationLosses(
    scoring,
    selectRows(table, rows),
    selectLabels(labels, rows),
    random,
    progress
  );
  const explained = selectRows(table, order.slice(0, numExplained(scoring.model)));
  const { columns, values } = createExplainer(scoring)(explained);
  const shap = values.map(
    column => column.reduce((sum, x) => sum + Math.abs(x), 0) / Math.max(1, column.length)
  );
  const total = shap.reduce((sum, x) => sum + x, 0);
  return columns
    .map((column, j) =>
      present({
        column,
        importance: total > 0 ? shap[j]! / total : 0,
        mean_abs_shap: shap[j]!,
        permutation: losses.get(column)!,
        gain: gains?.get(column)
      })
    )
    .sort((a, b) => b.importance - a.importance || (a.column < b.column ? -1 : 1));
}

function numExplained(model: Model): number {
  if (model.family !== 'gbdt') return MAX_ROWS_TO_EXPLAIN;
  const numNodes = model.trees.trees.reduce((sum, { feature }) => sum + feature.length, 0);
  return Math.max(
    MIN_ROWS_TO_EXPLAIN,
    Math.min(MAX_ROWS_TO_EXPLAIN, Math.floor(MAX_NODES_TO_WALK / Math.max(1, numNodes)))
  );
}

function permutationLosses(
  scoring: ScoringParts,
  table: Table,
  labels: Uint8Array,
  random: Random,
  progress: Progress
): Map<string, number> {
  const rescorer = createRescorer(scoring, table, createScorer(scoring)(table));
  const before = rocAuc(labels, rescorer.scores);
  const names = [...new Set(scoring.pipeline.features.map(({ column }) => column))];
  const columns = new Map(table.columns.map(column => [column.name, column]));
  const order = Uint32Array.from(labels, (_, i) => i);
  return new Map(
    names.map((name, at) => {
      let sum = 0;
      for (let i = 0; i < NUM_SHUFFLES; ++i) {
        const shuffled = reordered(columns.get(name)!, shuffle(order, random));
        const scores = rescorer.withColumn(shuffled);
        // A column that the model does not use changes nothing.
        if (scores !== rescorer.scores) sum += before - rocAuc(labels, scores);
      }
      if (names.length >= MIN_COLUMNS_TO_REPORT)
        progress.step('shuffling columns', at + 1, names.length);
      return [name, sum / NUM_SHUFFLES];
    })
  );
}

function reordered(column: Column, order: Uint32Array): Column {
  return column.kind === 'number'
    ? { ...column, values: Float64Array.from(order, row => column.values[row]!) }
    : { ...column, codes: Int32Array.from(order, row => column.codes[row]!) };
}

/** feature_importances.csv; a name with a comma, a quote or a line end is quoted. */
export function formatImportances(importances: readonly Importance[]): string {
  const lines = importances.map(({ column, importance, mean_abs_shap, permutation, gain }) =>
    [csvField(column), importance, mean_abs_shap, permutation, gain ?? ''].join(',')
  );
  return ['feature,importance,mean_abs_shap,permutation,gain', ...lines, ''].join('\n');
}

function csvField(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
