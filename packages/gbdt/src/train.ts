import { binRows, fitEdges, writeColumns } from './binning/bin.ts';
import { type Column, planColumns } from './binning/columns.ts';
import { boost, type Progress } from './boosting/boost.ts';
import { collectModel } from './boosting/collect.ts';
import { checkDataset, checkSameFeatures, type Dataset } from './dataset.ts';
import { type Layout, planLayout } from './layout.ts';
import type { Model } from './model/model.ts';
import { type Params, readParams } from './params.ts';
import { chooseThreads, openEngine } from './pool.ts';
import type { Engine } from './engine.ts';

export interface TrainOptions {
  /** Rows to watch the loss on; needs the same features as the training data, level codes included. */
  readonly valid?: Dataset;
  /** Ends training early: `train` then rejects with the reason of the signal. */
  readonly signal?: AbortSignal;
  /** Called after each iteration. */
  readonly onIteration?: (progress: Progress) => void;
  /** 'typescript' runs the slow twins on one thread; the model is the same. */
  readonly kernels?: 'auto' | 'typescript';
}

/** Levels of a category that were too rare for a bin of their own. */
export interface PooledLevels {
  readonly feature: number;
  readonly numLevels: number;
  readonly numRows: number;
}

export interface TrainReport {
  readonly kernels: 'wasm' | 'typescript';
  readonly numThreads: number;
  readonly numIterations: number;
  /** The iteration the model ends with, counted from 1. */
  readonly bestIteration: number;
  /** Validation log loss at the best iteration; only with early stopping. */
  readonly validLoss?: number;
  readonly pooledLevels: readonly PooledLevels[];
}

export interface TrainResult {
  readonly model: Model;
  readonly report: TrainReport;
}

/** A column that divides no rows is left out: one bin, and nothing missing. */
function isUseful({ numBins, levels, feature }: Column, { features }: Dataset): boolean {
  const data = features[feature];
  if (numBins > 1 || levels || data.kind === 'category') return true;
  const { values } = data;
  for (let i = 0; i < values.length; ++i) if (values[i] !== values[i]) return true;
  return false;
}

/** Bin validation rows first, then training rows: the column-major bins of both share their place. */
function binAll(
  engine: Engine,
  layout: Layout,
  columns: readonly Column[],
  dataset: Dataset,
  valid?: Dataset
): void {
  const shared = { narrow: layout.columnBins, rowBins: layout.rowBins };
  if (valid)
    binRows(engine, layout, columns, valid, {
      ...shared,
      wide: layout.validWideBins,
      rowBins: layout.validBins,
      matrix: layout.validMatrix
    });
  const target = { ...shared, wide: layout.wideBins, matrix: layout.matrix };
  const anyMissing = binRows(engine, layout, columns, dataset, target);
  columns.forEach((column, c) => {
    column.hasMissing = anyMissing[c];
  });
  writeColumns(engine, layout, columns);
  dataset.labels.forEach((label, row) => {
    engine.views.u8[layout.labels + row] = label;
  });
  if (dataset.weights) engine.views.f64.set(dataset.weights, layout.weights / 8);
}

/**
 * Train a binary classifier. The same data, parameters and seed give the same model, bit for bit, on any number of
 * threads and with either kind of kernels.
 */
export async function train(
  dataset: Dataset,
  params: Partial<Params> = {},
  options: TrainOptions = {}
): Promise<TrainResult> {
  const { valid, signal, onIteration, kernels = 'auto' } = options;
  checkDataset(dataset);
  if (valid) {
    checkDataset(valid);
    checkSameFeatures(dataset, valid);
  }
  const full = readParams(
    params,
    dataset.features.map(({ kind }) => kind)
  );
  signal?.throwIfAborted();
  const planned = planColumns(dataset, full);
  const numThreads = chooseThreads(full.numThreads, dataset.numRows * planned.length);
  const layout = planLayout({
    numRows: dataset.numRows,
    numValid: valid?.numRows ?? 0,
    columns: planned,
    numLeaves: full.numLeaves,
    numThreads,
    sampleSize: Math.min(dataset.numRows, full.binConstructSampleCnt),
    hasWeights: dataset.weights !== undefined,
    maxCatThreshold: full.maxCatThreshold
  });
  const engine = openEngine(layout.bytes, numThreads, kernels);
  try {
    fitEdges(engine, layout, planned, dataset, full);
    const columns = planned.filter(column => isUseful(column, dataset));
    binAll(engine, layout, columns, dataset, valid);
    const session = { engine, layout, columns, params: full, numRows: dataset.numRows };
    const boosted = await boost(session, dataset, { valid, signal, onIteration });
    const { bias, trees, ...counts } = boosted;
    const pooledLevels = columns
      .filter(({ levels }) => levels && levels.numPooled > 0)
      .map(({ feature, levels }) => ({
        feature,
        numLevels: levels!.numPooled,
        numRows: levels!.numPooledRows
      }));
    return {
      model: collectModel(trees, columns, dataset, bias, full.unseenLevel),
      report: { kernels: engine.kind, numThreads: engine.numThreads, ...counts, pooledLevels }
    };
  } finally {
    await engine.close();
  }
}
