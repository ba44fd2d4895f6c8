import type { Dataset } from '../dataset.ts';
import { logLoss } from '../exp.ts';
import { streamKey } from '../random.ts';
import { fitLeaves } from './fit-leaves.ts';
import { growTree } from './grow.ts';
import type { GrownTree } from './node.ts';
import { startScore, writeRules } from './rules.ts';
import { fillBag, sampleColumns } from './sample.ts';
import type { Session } from './session.ts';
import { addTree } from './traverse.ts';

const ROUND_STREAM = 2;
/** Rows of one gradient task. */
const ROW_TASK = 16_384;

/** What is known after an iteration. */
export interface Progress {
  /** Counted from 1. */
  readonly iteration: number;
  /** Mean log loss on the validation rows, by their weights; absent without them. */
  readonly validLoss?: number;
}

export interface BoostOptions {
  readonly valid: Dataset | undefined;
  readonly signal: AbortSignal | undefined;
  readonly onIteration: ((progress: Progress) => void) | undefined;
}

export interface Boosted {
  readonly bias: number;
  /** Up to the best iteration where there is a validation set and early stopping, else all. */
  readonly trees: readonly GrownTree[];
  /** Iterations run, and the one that is kept, counted from 1. */
  readonly numIterations: number;
  readonly bestIteration: number;
  readonly validLoss?: number;
}

function meanLoss(scores: Float64Array, { labels, weights }: Dataset): number {
  let sum = 0;
  let total = 0;
  for (let i = 0; i < labels.length; ++i) {
    const weight = weights ? weights[i] : 1;
    sum += weight * logLoss(labels[i] === 1 ? scores[i] : -scores[i]);
    total += weight;
  }
  return sum / total;
}

function nextMacrotask(): Promise<void> {
  return new Promise(resolve => {
    setImmediate(resolve);
  });
}

/** One tree over the present scores; undefined when no split gains anything. */
function boostOnce(session: Session, round: number, inBag: number): GrownTree | undefined {
  const { engine, layout, params, numRows } = session;
  engine.run(
    'gradients',
    numRows,
    ROW_TASK,
    layout.scores,
    layout.labels,
    layout.weights,
    layout.gradientRules,
    streamKey(params.seed, ROUND_STREAM, round),
    layout.rowBins,
    layout.stride
  );
  const tree = growTree(session, sampleColumns(session, round), inBag);
  if (tree.leaves.length < 2) return undefined;
  fitLeaves(session, tree);
  const outside = numRows - inBag;
  if (outside > 0)
    addTree(session, tree, outside, layout.rows + 4 * inBag, layout.matrix, layout.scores);
  return tree;
}

/** Grow trees one after the other; yields to the event loop after each, so that a signal can arrive. */
export async function boost(
  session: Session,
  dataset: Dataset,
  { valid, signal, onIteration }: BoostOptions
): Promise<Boosted> {
  const { engine, layout, params, numRows } = session;
  const { f64, u32 } = engine.views;
  const bias = startScore(dataset);
  const validScores = f64.subarray(layout.validScores / 8).subarray(0, valid?.numRows ?? 0);
  validScores.fill(bias);
  f64.fill(bias, layout.scores / 8, layout.scores / 8 + numRows);
  writeRules(session, dataset);
  const rows = u32.subarray(layout.rows / 4, layout.rows / 4 + numRows);
  const trees: GrownTree[] = [];
  const isRandom = params.featureFraction < 1 || params.baggingFraction < 1;
  let best = { numTrees: 0, iteration: 0, loss: Infinity };
  let iteration = 0;
  while (iteration < params.numIterations) {
    await nextMacrotask();
    signal?.throwIfAborted();
    const tree =
      session.columns.length > 0
        ? boostOnce(session, iteration, fillBag(session, iteration, rows))
        : undefined;
    if (!tree && !isRandom) break;
    ++iteration;
    if (tree) trees.push(tree);
    if (!valid) {
      onIteration?.({ iteration });
      continue;
    }
    if (tree) addTree(session, tree, valid.numRows, 0, layout.validMatrix, layout.validScores);
    const loss = meanLoss(validScores, valid);
    if (loss < best.loss) best = { numTrees: trees.length, iteration, loss };
    onIteration?.({ iteration, validLoss: loss });
    const { earlyStoppingRounds } = params;
    if (earlyStoppingRounds > 0 && iteration - best.iteration >= earlyStoppingRounds) break;
  }
  if (!valid || params.earlyStoppingRounds === 0)
    return { bias, trees, numIterations: iteration, bestIteration: iteration };
  return {
    bias,
    trees: trees.slice(0, best.numTrees),
    numIterations: iteration,
    bestIteration: best.iteration,
    validLoss: best.loss
  };
}
