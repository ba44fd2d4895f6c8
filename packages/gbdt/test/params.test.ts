import { describe, expect, test } from '@jest/globals';
import { DEFAULTS, type Params } from '../src/params.ts';
import { readParams } from '../src/params.ts';

const KINDS = ['number', 'number', 'category'];

describe('readParams()', () => {
  test('fills in the defaults of LightGBM', () => {
    expect(readParams({}, KINDS)).toEqual(DEFAULTS);
    expect(readParams({ numLeaves: 7 }, KINDS)).toEqual({ ...DEFAULTS, numLeaves: 7 });
    expect(DEFAULTS).toMatchObject({
      learningRate: 0.1,
      numLeaves: 31,
      minDataInLeaf: 20,
      catL2: 10
    });
  });

  test.each<[Partial<Params>, string]>([
    [{ numLeaves: 1 }, 'Cannot use numLeaves 1: wanted an integer from 2 to 65536'],
    [{ learningRate: 0 }, 'Cannot use learningRate 0: wanted a number'],
    [{ learningRate: NaN }, 'Cannot use learningRate NaN'],
    [{ maxBin: 256 }, 'Cannot use maxBin 256'],
    [{ seed: 1.5 }, 'Cannot use seed 1.5: wanted an integer'],
    [{ baggingFraction: 1.1 }, 'Cannot use baggingFraction 1.1'],
    [{ lambdaL2: -1 }, 'Cannot use lambdaL2 -1'],
    [{ monotoneConstraints: [1] }, '1 signs, wanted 3'],
    [{ monotoneConstraints: [1, 2, 0] }, '2 for feature 1, wanted -1, 0 or 1'],
    [{ monotoneConstraints: [0, 0, 1] }, 'feature 2 is a category'],
    [{ interactionConstraints: [[0, 3]] }, 'feature 3, wanted 0 to 2'],
    [{ unseenLevel: 'left' as 'mean' }, 'Cannot use unseenLevel "left"']
  ])('refuses %j', (given, message) => {
    expect(() => readParams(given, KINDS)).toThrow(RangeError);
    expect(() => readParams(given, KINDS)).toThrow(message);
  });

  test('names unknown parameters', () => {
    const given = { num_leaves: 3, foo: 1 } as Partial<Params>;
    expect(() => readParams(given, KINDS)).toThrow(
      new TypeError('Cannot read parameters: unknown num_leaves, foo')
    );
  });
});
