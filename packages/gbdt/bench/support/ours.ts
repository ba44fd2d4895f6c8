// Train Espalier on a stored data set in a process of its own; prints one line of JSON. See rival.py.
import { readFileSync } from 'node:fs';
import { predictRaw } from '../../src/scoring/predict.ts';
import { train } from '../../src/train.ts';
import { auc, sliceRows } from './data.ts';
import { loadData, type RunParams } from './store.ts';

const [folder, text] = process.argv.slice(2);
const { numIterations, numLeaves, numThreads, seed } = JSON.parse(text!) as RunParams;
const { numTrain, dataset } = loadData(folder!);
const rows = sliceRows(dataset, 0, numTrain);
const held = sliceRows(dataset, numTrain, dataset.numRows);
const inputMb = process.memoryUsage().rss / 2 ** 20;
const start = performance.now();
const { model } = await train(rows, { numIterations, numLeaves, numThreads, seed });
const seconds = (performance.now() - start) / 1000;
const status = readFileSync('/proc/self/status', 'utf8');
const peakMb = Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]) / 1024;
const scores = new Float64Array(held.numRows);
const predictStart = performance.now();
predictRaw(model, held.features, scores);
const predictSeconds = (performance.now() - predictStart) / 1000;
console.log(
  JSON.stringify({ seconds, auc: auc(scores, held.labels), peakMb, inputMb, predictSeconds })
);
