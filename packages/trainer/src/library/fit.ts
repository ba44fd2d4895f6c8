import {
  type Bundle,
  createDecider,
  createExplainer,
  createScorer,
  type Reason,
  topReasons
} from '@espalier/bundle';
import { type Progress, voidProgress } from '@espalier/cli';
import { present, type Table, tableFromColumns } from '@espalier/core';
import { currentCommit } from '@espalier/core/files';
import { checkFeatures, tableWarnings } from '../checks/index.ts';
import { checkFamily } from '../families/index.ts';
import { metricsOf, saveTrained } from './save.ts';
import { type Overrides, settingsFor } from '../fit/settings.ts';
import { train } from '../train.ts';
import type { Trained } from '../trained.ts';
import { type Columns, columnsByName } from './data-frame.ts';
import type { Dataset } from './dataset.ts';

export interface FitOptions extends Overrides {
  /** Checks to skip, after a look at the column: `leak:COLUMN`, `identifier:COLUMN`. */
  readonly allow?: readonly string[];
  readonly progress?: Progress;
}

/** Rows to score: a table, arrays by the name of the column, or a danfo DataFrame. */
export type Rows = Table | Columns;

/** A trained model with its evaluation. */
export interface FittedModel extends Trained {
  /** P(positive) of each row. */
  score(rows: Rows): Float64Array;
  /** 1 or 0 for each row. */
  decide(rows: Rows): Uint8Array;
  /** The columns that contribute most to each row's score: signed, in log-odds. */
  explain(rows: Rows, top?: number): Reason[][];
  /** Write the bundle that `serve` and `drift` read. */
  save(folder: string, now: Date): Promise<Bundle>;
}

/**
 * Train on a dataset the way the command does: the options win over the spec. The same dataset and options give the same
 * model. Errors: E_CHECK_FAILED, E_TARGET_INVALID, E_FAMILY_UNAVAILABLE.
 */
export async function fit(
  dataset: Dataset,
  { allow = [], progress = voidProgress, ...overrides }: FitOptions = {}
): Promise<FittedModel> {
  const { spec, table, labels, groups, times, weights } = dataset;
  const settings = settingsFor(spec, overrides);
  await checkFamily(settings.family);
  checkFeatures(table, labels, spec, new Set(allow), progress);
  const trained = await train(
    table,
    labels,
    spec,
    { ...settings, ...present({ groups, times, weights }) },
    progress
  );
  const { parts } = trained;
  const score = createScorer(parts);
  const decide = createDecider(parts.decision);
  const explain = createExplainer(parts);
  const tableOf = (rows: Rows): Table =>
    isTable(rows) ? rows : tableFromColumns(columnsByName(rows), parts.spec.features);
  return {
    ...trained,
    score: rows => score(tableOf(rows)),
    decide(rows) {
      const of = tableOf(rows);
      return decide(of, score(of));
    },
    explain(rows, top = 3) {
      const of = tableOf(rows);
      const contributions = explain(of);
      return Array.from({ length: of.numRows }, (_, row) => topReasons(contributions, row, top));
    },
    async save(folder, now) {
      const { seed } = settings;
      const run = { seed, timestamp: now.toISOString(), git_sha: await currentCommit() };
      const info = { ...dataset, warnings: tableWarnings(table, labels, spec) };
      return saveTrained(folder, info, trained, metricsOf(trained, info, run));
    }
  };
}

function isTable(rows: Rows): rows is Table {
  return 'numRows' in rows && typeof rows.numRows === 'number';
}
