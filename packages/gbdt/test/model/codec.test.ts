import { beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decodeModel } from '../../src/model/decode.ts';
import { type EncodedModel, encodeModel } from '../../src/model/encode.ts';
import type { Model } from '../../src/model/model.ts';
import { train } from '../../src/train.ts';
import { makeTable } from '../support/tables.ts';

/** JSON with writable fields, to break it. */
type Json = Record<string, unknown> & {
  trees: Record<string, unknown[]>[];
  features: Record<string, unknown>[];
};

let model: Model;
let json: string;

function copy(): Json {
  return JSON.parse(json) as Json;
}

beforeAll(async () => {
  const table = makeTable({ numRows: 3000, numNumbers: 3, levels: [9, 40], missing: 0.2 });
  ({ model } = await train(table, { numIterations: 4, numLeaves: 8 }));
  json = JSON.stringify(encodeModel(model));
});

describe('decodeModel()', () => {
  test('gives back the model, bit for bit', () => {
    expect(decodeModel(JSON.parse(json))).toEqual(model);
    expect(JSON.stringify(encodeModel(decodeModel(JSON.parse(json))))).toBe(json);
  });

  test('keeps a split between missing and present values', async () => {
    const values = Float64Array.from({ length: 100 }, (_, i) => (i % 2 === 0 ? NaN : 1));
    const labels = Uint8Array.from(values, value => (value === value ? 1 : 0));
    const table = { numRows: 100, features: [{ kind: 'number' as const, values }], labels };
    const trained = await train(table, { numIterations: 2 });
    expect(trained.model.threshold[0]).toBe(Infinity);
    const encoded = encodeModel(trained.model);
    expect(encoded.trees[0]!.threshold[0]).toBeNull();
    expect(decodeModel(JSON.parse(JSON.stringify(encoded)))).toEqual(trained.model);
  });

  const broken: [string, (model: Json) => void, string][] = [
    [
      'another format',
      m => (m.format = 'espalier.gbdt/2'),
      'format is "espalier.gbdt/2", wanted "espalier.gbdt/1"'
    ],
    ['no bias', m => delete m.bias, 'bias is undefined, wanted a finite number'],
    ['an unknown choice', m => (m.unseenLevel = 'left'), 'unseenLevel is "left"'],
    [
      'features that are no list',
      m => (m.features = {} as never),
      'features is an object, wanted a list'
    ],
    ['an unknown kind', m => (m.features[0]!.kind = 'text'), 'features[0].kind is "text"'],
    [
      'a level in a bin that is not there',
      m => ((m.features[3]!.binOfLevel as number[])[0] = 99),
      'features[3].binOfLevel[0] is 99'
    ],
    ['a NaN threshold', m => (m.trees[1]!.threshold![0] = NaN), 'trees[1].threshold[0] is NaN'],
    [
      'an infinite threshold',
      m => (m.trees[1]!.threshold![0] = Infinity),
      'trees[1].threshold[0] is Infinity'
    ],
    ['a cycle', m => (m.trees[0]!.left![1] = 0), 'trees[0].left[1] is 0, wanted an integer from 2'],
    [
      'a child of itself',
      m => (m.trees[0]!.left![0] = 0),
      'trees[0].left[0] is 0, wanted an integer from 1'
    ],
    [
      'a child beyond the tree',
      m => (m.trees[0]!.right![0] = 1e9),
      'trees[0].right[0] is 1000000000'
    ],
    ['two parents', m => (m.trees[0]!.right![0] = m.trees[0]!.left![0]), 'trees[0]'],
    [
      'a feature that is not there',
      m => (m.trees[0]!.feature![0] = 5),
      'trees[0].feature[0] is 5, wanted an integer from -1 to 4'
    ],
    ['a fraction of a feature', m => (m.trees[0]!.feature![0] = 0.5), 'trees[0].feature[0] is 0.5'],
    ['a value that is text', m => (m.trees[0]!.value![0] = '1'), 'trees[0].value[0] is "1"'],
    [
      'covers that do not add up',
      m => (m.trees[0]!.cover![0] = 1),
      'trees[0].cover[0] is 1, wanted the sum of its children, 3000'
    ],
    [
      'no cover',
      m => (m.trees[0]!.cover![7] = 0),
      'trees[0].cover[7] is 0, wanted a number above 0'
    ],
    [
      'lists of different lengths',
      m => m.trees[0]!.gain!.push(1),
      'length of trees[0].gain is 16, wanted 15'
    ],
    [
      'an empty tree',
      m => {
        Object.values(m.trees[0]!).forEach(list => (list.length = 0));
      },
      'wanted a list with a root'
    ],
    [
      'an absurd length',
      m => (m.trees[0]!.feature!.length = 4e9),
      'trees[0].feature has 4000000000 entries, wanted at most 16777216'
    ],
    ['absurdly many trees', m => (m.trees.length = 2e9), 'trees has 2000000000 entries']
  ];

  test.each(broken)('refuses %s', (_, breakIt, message) => {
    const value = copy();
    breakIt(value);
    expect(() => decodeModel(value)).toThrow(RangeError);
    expect(() => decodeModel(value)).toThrow(message);
  });

  test.each([undefined, null, 7, 'model', [], {}, { format: 'espalier.gbdt/1' }])(
    'refuses %j',
    value => {
      expect(() => decodeModel(value)).toThrow(/^Cannot read model: /);
    }
  );

  test('refuses or survives any value anywhere, and what it accepts is sound', () => {
    const encoded = copy();
    const anything = fc.oneof(
      fc.double(),
      fc.integer(),
      fc.constant(null),
      fc.string(),
      fc.constant([]),
      fc.object()
    );
    fc.assert(
      fc.property(fc.nat(), fc.nat(), fc.nat(), anything, (tree, column, node, value) => {
        const changed = copy();
        const target = changed.trees[tree % encoded.trees.length]!;
        const names = Object.keys(target);
        const list = target[names[column % names.length]!]!;
        list[node % list.length] = value;
        let decoded: Model;
        try {
          decoded = decodeModel(changed);
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
          return;
        }
        decoded.left.forEach((left, at) => {
          if (left >= 0) expect(Math.min(left, decoded.right[at]!)).toBeGreaterThan(at);
        });
      }),
      { numRuns: 500 }
    );
  });

  test('does not print what it was given', () => {
    const value = { ...(JSON.parse(json) as EncodedModel), format: 'x'.repeat(10_000) };
    expect(() => decodeModel(value)).toThrow('format is a long string');
  });
});
