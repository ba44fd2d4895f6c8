import { beforeAll, describe, expect, test } from '@jest/globals';
import { FAMILIES, type MlpModel } from '@espalier/bundle';
import { createMlpScorer } from '../../../bundle/src/families/mlp.ts';
import { voidProgress } from '@espalier/cli';
import { createTransform, EspalierError, fitPipeline, randomSeeded } from '@espalier/core';
import { rocAuc } from '@espalier/core/metrics';
import { createSplitting } from '../../src/split/index.ts';
import { TRAINERS } from '../../src/families/index.ts';
import { createNetwork } from '../../src/families/mlp/network.ts';
import type { Tensor, Tensorflow } from '../../src/families/mlp/tensorflow-types.ts';
import { loadTensorflow } from '../../src/families/mlp/tensorflow.ts';
import { EXTRAS, HAS_TENSORFLOW } from '../../../../test/support/extras.ts';
import { SYNTHETIC_SPEC, syntheticRows } from '../../../../test/support/synthetic.ts';
import { describeWhere, testWhere } from '../../../../test/support/where.ts';

/** What the tests alone use of TensorFlow.js. */
interface Reference extends Tensorflow {
  readonly memory: () => { readonly numTensors: number };
  readonly stack: (tensors: readonly Tensor[], axis: number) => Tensor;
  readonly tensor1d: (values: Float32Array | readonly number[]) => Tensor;
  readonly tensor2d: (
    values: Float32Array | readonly (readonly number[])[],
    shape?: readonly [number, number]
  ) => Tensor;
  readonly sigmoid: (tensor: Tensor) => Tensor;
}

// No type of the package may be asked for: it need not be installed.
const NAME: string = '@tensorflow/tfjs';
const tf = (HAS_TENSORFLOW ? await import(NAME) : undefined) as Reference;

/** A network as TensorFlow.js would score it: its own layers, its own sigmoid. */
function scoreByTensorflow({ layers }: MlpModel, features: readonly Float64Array[]): Float32Array {
  return tf.tidy(() => {
    const rows = tf.stack(
      features.map(values => tf.tensor1d(Float32Array.from(values))),
      1
    );
    return layers
      .reduce<Tensor>((below, { weights, biases }, l) => {
        const sums = below.matMul(tf.tensor2d(weights)).add(tf.tensor1d(biases));
        return l < layers.length - 1 ? sums.relu() : tf.sigmoid(sums);
      }, rows)
      .dataSync();
  });
}

async function fit(family: keyof typeof TRAINERS, numRows: number, seed: number) {
  const { table, labels } = syntheticRows(numRows, 5);
  const pipeline = fitPipeline(table, Object.keys(SYNTHETIC_SPEC.features), FAMILIES[family].style);
  const features = createTransform(pipeline)(table);
  const fitted = await TRAINERS[family]({
    features,
    pipeline,
    labels,
    splitting: createSplitting(labels),
    random: randomSeeded(seed),
    progress: voidProgress
  });
  return { ...fitted, features, pipeline, labels };
}

describeWhere(HAS_TENSORFLOW, EXTRAS)('the family mlp', () => {
  let fitted: Awaited<ReturnType<typeof fit>>;

  beforeAll(async () => {
    fitted = await fit('mlp', 2000, 1);
  });

  test('is scored from its numbers as TensorFlow.js scores it, to 1e-6', () => {
    const { features, labels } = fitted;
    const model = fitted.model as MlpModel;
    const out = new Float64Array(labels.length);
    createMlpScorer(model)(features, out);
    const expected = scoreByTensorflow(model, features);
    out.forEach((p, i) => {
      expect(Math.abs(p - expected[i]!)).toBeLessThan(1e-6);
    });
    expect(new Set(out).size).toBeGreaterThan(500);
  });

  test('ranks rows that it has not seen about as well as a line does where a line is the truth', async () => {
    const { table, labels } = syntheticRows(3000, 77);
    const aucOf = ({ model, pipeline }: typeof fitted): number => {
      const out = new Float64Array(labels.length);
      FAMILIES[model.family].createScorer(model as never)(createTransform(pipeline)(table), out);
      return rocAuc(labels, out);
    };
    expect(aucOf(fitted)).toBeGreaterThan(aucOf(await fit('logistic', 2000, 1)) - 0.01);
  });

  test('is decided by the seed', async () => {
    expect((await fit('mlp', 2000, 1)).model).toEqual(fitted.model);
    expect((await fit('mlp', 2000, 2)).model).not.toEqual(fitted.model);
  });

  test('takes what a spec fixes', async () => {
    const { table, labels } = syntheticRows(60, 5);
    const pipeline = fitPipeline(table, ['num_age'], 'dense');
    const { model } = await TRAINERS.mlp({
      features: createTransform(pipeline)(table),
      pipeline,
      labels,
      splitting: createSplitting(labels),
      params: { mlp: { units: 5, learningRate: 0.01 } },
      random: randomSeeded(1),
      progress: voidProgress
    });
    expect(model.layers.map(({ biases }) => biases.length)).toEqual([5, 3, 1]);
  });

  test('leaves no tensor behind', async () => {
    const before = tf.memory().numTensors;
    await fit('mlp', 300, 1);
    expect(tf.memory().numTensors).toBe(before);
  });
});

testWhere(HAS_TENSORFLOW, EXTRAS)(
  'createNetwork() lets a weight count as so many rows',
  async () => {
    const loaded = await loadTensorflow();
    const rows = [[1], [2], [-1]];
    const layersAfter = (batch: { rows: number[][]; labels: number[]; weights: number[] }) => {
      const network = createNetwork(
        loaded,
        [1, 3, 1],
        { learningRate: 0.05, l2: 0.01 },
        randomSeeded(9)
      );
      for (let i = 0; i < 3; ++i)
        network.step({
          rows: Float32Array.from(batch.rows.flat()),
          labels: Float32Array.from(batch.labels),
          weights: Float32Array.from(batch.weights)
        });
      const layers = network.layers();
      network.dispose();
      return layers;
    };
    const twice = layersAfter({
      rows: [...rows, [2]],
      labels: [1, 0, 1, 0],
      weights: [1, 1, 1, 1]
    });
    const heavy = layersAfter({
      rows: [...rows, [5]],
      labels: [1, 0, 1, 1],
      weights: [1, 2, 1, 0]
    });
    const flat = (layers: typeof twice) =>
      layers.flatMap(({ weights, biases }) => [...weights.flat(), ...biases]);
    flat(heavy).forEach((weight, i) => {
      expect(weight).toBeCloseTo(flat(twice)[i]!, 5);
    });
  }
);

describe('loadTensorflow()', () => {
  const absent = () => Promise.reject(new Error('Cannot find package'));

  test('says how to install it where it is absent', async () => {
    await expect(loadTensorflow(absent)).rejects.toThrow(EspalierError);
    await expect(loadTensorflow(absent)).rejects.toMatchObject({
      code: 'E_FAMILY_UNAVAILABLE',
      exitCode: 2,
      hint: expect.stringMatching(/npm install @tensorflow\/tfjs@4 .*make extras/) as unknown
    });
  });
});

describeWhere(HAS_TENSORFLOW, EXTRAS)('loadTensorflow() where there is some', () => {
  test('prefers the native binding, whatever else there is', async () => {
    const asked: string[] = [];
    const native = {
      ...tf,
      enableProdMode: () => undefined,
      setBackend: () => Promise.resolve(true)
    };
    const loaded = await loadTensorflow(name => {
      asked.push(name);
      return Promise.resolve({ default: native });
    });
    expect(loaded).toBe(native);
    expect(asked).toEqual(['@tensorflow/tfjs-node']);
  });

  test.each([
    ['wasm', ['@tensorflow/tfjs', '@tensorflow/tfjs-backend-wasm']],
    ['cpu', ['@tensorflow/tfjs']]
  ])('falls back to %s where there is no more than %j', async (backend, present) => {
    const loaded = await loadTensorflow(async name => {
      if (!present.includes(name)) throw new TypeError('util.isNullOrUndefined is not a function');
      const plain = {
        ...tf,
        default: undefined,
        setBackend: (wanted: string) =>
          tf.setBackend(present.length === 1 && wanted === 'wasm' ? 'absent' : wanted)
      };
      return name === '@tensorflow/tfjs' ? plain : import(name);
    });
    expect(loaded.getBackend()).toBe(backend);
  });
});
