import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { FACTORS, LN2_HIGH, LN2_LOW, LOG2E } from '../../src/exp.ts';
import { BINNED_NODE, GRADIENT_RULE, MATRIX, WIDE } from '../../src/kernels/blocks.ts';
import type { Views } from '../../src/memory.ts';
import { createTwins } from '../support/memory.ts';

const RULES = 4096;
const SCORES = 65_536;
const LABELS = 131_072;
const WEIGHTS = 196_608;
const ROWS = 262_144;
const ITEMS = 327_680;
const OUT = 393_216;

interface Rows {
  readonly scores: number[];
  readonly labels: number[];
  readonly weights: number[];
}

const someRows = fc
  .array(
    fc.tuple(
      fc.double({ min: -40, max: 40, noNaN: true }),
      fc.integer({ min: 0, max: 1 }),
      fc.double({ min: 0, max: 4, noNaN: true })
    ),
    { minLength: 1, maxLength: 120 }
  )
  .map((rows): Rows => ({
    scores: rows.map(([score]) => score),
    labels: rows.map(([, label]) => label),
    weights: rows.map(([, , weight]) => weight)
  }));

function writeRows({ u8, f64 }: Views, { scores, labels, weights }: Rows, positive: number): void {
  const rules = RULES / 8;
  f64.set([2000, 8000], rules);
  f64.set([1, positive], rules + GRADIENT_RULE.labelWeights);
  f64.set([LOG2E, LN2_HIGH, LN2_LOW, ...FACTORS], rules + GRADIENT_RULE.constants);
  f64.set(scores, SCORES / 8);
  f64.set(weights, WEIGHTS / 8);
  u8.set(labels, LABELS);
}

function trueGradient({ scores, labels, weights }: Rows, row: number, positive: number) {
  const p = 1 / (1 + Math.exp(-scores[row]!));
  const weight = weights[row]! * (labels[row] === 1 ? positive : 1);
  return { g: (p - labels[row]!) * weight, h: p * (1 - p) * weight };
}

describe('gradients()', () => {
  test('rounds the true gradients to a neighbouring integer, the same one in both kinds', () => {
    fc.assert(
      fc.property(someRows, fc.nat(), (rows, key) => {
        const n = rows.scores.length;
        const { fast, slow } = createTwins(views => {
          writeRows(views, rows, 1.5);
        });
        for (const { kernels } of [fast, slow])
          kernels.gradients(0, 0, n, SCORES, LABELS, WEIGHTS, RULES, key, OUT, 4);
        const packed = fast.views.i32.slice(OUT / 4, OUT / 4 + n);
        expect(slow.views.i32.slice(OUT / 4, OUT / 4 + n)).toEqual(packed);
        packed.forEach((word, row) => {
          const { g, h } = trueGradient(rows, row, 1.5);
          expect(Math.abs((word >> 16) - g * 2000)).toBeLessThan(1 + 1e-9);
          expect(Math.abs((word & 0xffff) - h * 8000)).toBeLessThan(1 + 1e-9);
        });
      })
    );
  });

  test('rounds without bias', () => {
    const n = 4000;
    const rows = {
      scores: Array.from({ length: n }, () => 0.3),
      labels: Array.from({ length: n }, () => 0),
      weights: Array.from({ length: n }, () => 0.01)
    };
    const { fast } = createTwins(views => {
      writeRows(views, rows, 1);
    });
    fast.kernels.gradients(0, 0, n, SCORES, LABELS, WEIGHTS, RULES, 77, OUT, 4);
    const { g, h } = trueGradient(rows, 0, 1);
    const packed = Array.from(fast.views.i32.subarray(OUT / 4, OUT / 4 + n));
    expect(packed.reduce((sum, word) => sum + (word >> 16), 0) / n).toBeCloseTo(g * 2000, 1);
    expect(packed.reduce((sum, word) => sum + (word & 0xffff), 0) / n).toBeCloseTo(h * 8000, 1);
  });

  test('a row without weight has no gradient', () => {
    const rows = { scores: [3], labels: [0], weights: [0] };
    for (let key = 0; key < 50; ++key) {
      const { fast } = createTwins(views => {
        writeRows(views, rows, 1);
      });
      fast.kernels.gradients(0, 0, 1, SCORES, LABELS, WEIGHTS, RULES, key, OUT, 4);
      expect(fast.views.i32[OUT / 4]).toBe(0);
    }
  });
});

describe('leafSums() and addScores()', () => {
  test('sum true gradients in one order, and add values to the rows of an item', () => {
    fc.assert(
      fc.property(someRows, fc.nat(), fc.boolean(), (rows, at, weighted) => {
        const n = rows.scores.length;
        const cut = at % (n + 1);
        const ids = Array.from({ length: n }, (_, i) => (i * 7 + 3) % n);
        const used = weighted ? rows : { ...rows, weights: rows.weights.map(() => 1) };
        const { fast, slow } = createTwins(views => {
          writeRows(views, rows, 2);
          views.u32.set(ids, ROWS / 4);
          views.u32.set([0, cut, cut, n], ITEMS / 4);
          views.f64.set([0.25, -1], OUT / 8 + 4);
        });
        const weights = weighted ? WEIGHTS : 0;
        for (const { kernels } of [fast, slow]) {
          kernels.leafSums(0, 0, 2, ITEMS, ROWS, SCORES, LABELS, weights, RULES, OUT);
          kernels.addScores(0, 0, 2, ITEMS, ROWS, OUT + 32, SCORES);
        }
        const sums = fast.views.f64.slice(OUT / 8, OUT / 8 + 4);
        expect(slow.views.f64.slice(OUT / 8, OUT / 8 + 4)).toEqual(sums);
        let [g, h] = [0, 0];
        for (let i = 0; i < cut; ++i) {
          const part = trueGradient(used, ids[i]!, 2);
          g += part.g;
          h += part.h;
        }
        expect(sums[0]).toBeCloseTo(g, 10);
        expect(sums[1]).toBeCloseTo(h, 10);
        const scores = fast.views.f64.slice(SCORES / 8, SCORES / 8 + n);
        expect(slow.views.f64.slice(SCORES / 8, SCORES / 8 + n)).toEqual(scores);
        const expected = Float64Array.from(rows.scores);
        ids.forEach((row, i) => (expected[row]! += i < cut ? 0.25 : -1));
        expect(scores).toEqual(expected);
      })
    );
  });
});

describe('traverse()', () => {
  test('adds the value of the leaf that binned rows reach, over narrow and wide columns', () => {
    const numRows = 5;
    const nodes = OUT;
    const tables = ITEMS;
    const narrow = [0, 1, 2, 3, 1];
    const wide = [400, 3, 400, 7, 400];
    const { fast, slow } = createTwins(({ u8, u16, u32, f64 }) => {
      u32[RULES / 4 + MATRIX.numRows] = numRows;
      u32[RULES / 4 + MATRIX.stride] = 1;
      u32[RULES / 4 + MATRIX.rowBins] = LABELS;
      u32[RULES / 4 + MATRIX.wideBins] = WEIGHTS;
      u8.set(narrow, LABELS);
      u16.set(wide, WEIGHTS / 2);
      u8[tables + 1] = 1; // narrow bin 1 goes left
      u8[tables + 256 + 400] = 1; // wide bin 400 goes left
      const write = (node: number, column: number, table: number, left: number, value: number) => {
        const at = nodes / 4 + node * BINNED_NODE.words;
        u32[at + BINNED_NODE.column] = column;
        u32[at + BINNED_NODE.goesLeft] = table;
        u32[at + BINNED_NODE.left] = left;
        u32[at + BINNED_NODE.right] = left + 1;
        f64[at / 2 + 2] = value;
      };
      write(0, 0, tables, 1, 0);
      write(1, WIDE, tables + 256, 3, 0);
      write(2, 0, 0, 0, 10);
      write(3, 0, 0, 0, 20);
      write(4, 0, 0, 0, 30);
      u32.set([4, 2], ROWS / 4);
    });
    for (const { kernels, views } of [fast, slow]) {
      kernels.traverse(0, 0, numRows, 0, RULES, nodes, SCORES);
      const all = views.f64.slice(SCORES / 8, SCORES / 8 + numRows);
      expect(all).toEqual(Float64Array.of(10, 30, 10, 10, 20));
      kernels.traverse(0, 0, 2, ROWS, RULES, nodes, SCORES);
      const some = views.f64.slice(SCORES / 8, SCORES / 8 + numRows);
      expect(some).toEqual(Float64Array.of(10, 30, 20, 10, 40));
    }
  });
});
