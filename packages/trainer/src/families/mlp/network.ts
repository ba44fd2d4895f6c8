import type { MlpModel } from '@espalier/bundle';
import { normal, type Random } from '@espalier/core';
import type { Tensor, Tensorflow } from './tensorflow-types.ts';

/** Digits that distinguish all float32 values. */
const FLOAT32_DIGITS = 9;

interface Layer {
  /** inputs x units */
  readonly weights: Tensor;
  readonly biases: Tensor;
}

/** A batch of rows: row-major float32, labels and weights beside. */
export interface Batch {
  readonly rows: Float32Array;
  readonly labels: Float32Array;
  readonly weights: Float32Array;
}

/** A dense network while TensorFlow.js trains it. */
export interface Network {
  /** One step of Adam over a batch. */
  step(batch: Batch): void;
  /** Log-odds of rows. */
  logOdds(rows: Float32Array): Float32Array;
  /** The layers as they are now, as plain numbers. */
  layers(): MlpModel['layers'];
  /** Free the memory that the garbage collector does not manage. */
  dispose(): void;
}

/** Widths from the inputs to the one unit at the end; He et al.'s normal weights (2015) out of `random`, biases 0. */
export function createNetwork(
  tf: Tensorflow,
  widths: readonly number[],
  { learningRate, l2 }: { readonly learningRate: number; readonly l2: number },
  random: Random
): Network {
  const numInputs = widths[0]!;
  const layers = widths.slice(1).map((units, l): Layer => {
    const inputs = widths[l]!;
    const scale = Math.sqrt(2 / inputs);
    const start = Float32Array.from({ length: inputs * units }, () => scale * normal(random));
    // A variable copies its initial values, so these can be freed.
    return tf.tidy(() => ({
      weights: tf.variable(tf.tensor2d(start, [inputs, units])),
      biases: tf.variable(tf.zeros([units]))
    }));
  });
  const optimizer = tf.train.adam(learningRate);

  function forward(rows: Tensor): Tensor {
    return layers.reduce((below, { weights, biases }, l) => {
      const sums = below.matMul(weights).add(biases);
      return l < layers.length - 1 ? sums.relu() : sums;
    }, rows);
  }

  /** Mean log loss of a batch by its weights, and half the squared weights of the layers times `l2`. */
  function objective({ rows, labels, weights }: Batch): Tensor {
    const n = labels.length;
    const logits = forward(tf.tensor2d(rows, [n, numInputs]));
    const y = tf.tensor2d(labels, [n, 1]);
    // log(1 + exp(z)) - y z, without overflow.
    const losses = logits.relu().sub(logits.mul(y)).add(logits.abs().neg().exp().log1p());
    const w = tf.tensor2d(weights, [n, 1]);
    const data = losses.mul(w).sum().div(n);
    return layers.reduce(
      (sum, layer) =>
        sum.add(
          layer.weights
            .square()
            .sum()
            .mul(l2 / 2)
        ),
      data
    );
  }

  return {
    step(batch) {
      tf.tidy(() => {
        optimizer.minimize(() => objective(batch));
      });
    },
    logOdds(rows) {
      const numRows = rows.length / numInputs;
      return tf.tidy(() => forward(tf.tensor2d(rows, [numRows, numInputs])).dataSync());
    },
    layers() {
      return layers.map(({ weights, biases }) => ({
        weights: (weights.arraySync() as number[][]).map(ofInput => ofInput.map(shorten)),
        biases: (biases.arraySync() as number[]).map(shorten)
      }));
    },
    dispose() {
      optimizer.dispose();
      for (const { weights, biases } of layers) {
        weights.dispose();
        biases.dispose();
      }
    }
  };
}

/** The shortest number of its digits that stands for the same float32. */
function shorten(value: number): number {
  return Number(value.toPrecision(FLOAT32_DIGITS));
}
