import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { COLUMN, NODE, RULE, SPLIT } from '../../src/kernels/blocks.ts';
import { createTwins } from '../support/memory.ts';

const LIST = 4096;
const COLUMNS = 4160;
const RULES = 4352;
const TARGETS = 4608;
const NODES = 5120;
const SPLITS = 8192;
const SCRATCH = 16_384;
const SMALL = 32_768;
const OTHER = 65_536;
const LARGE = 98_304;

interface Bin {
  readonly g: number;
  readonly h: number;
}

interface Case {
  readonly bins: readonly Bin[];
  readonly missing: Bin | null;
  readonly category: boolean;
  readonly monotone: number;
  readonly minData: number;
  readonly lambdaL1: number;
  readonly lambdaL2: number;
  readonly onehot: number;
  readonly perGroup: number;
}

const someBin = fc.oneof(
  fc.record({
    g: fc.integer({ min: -90_000, max: 90_000 }),
    h: fc.integer({ min: 1, max: 60_000 })
  }),
  fc.constant({ g: 0, h: 0 })
);

const someCase: fc.Arbitrary<Case> = fc
  .record({
    bins: fc.array(someBin, { minLength: 1, maxLength: 40 }),
    missing: fc.option(someBin),
    category: fc.boolean(),
    monotone: fc.integer({ min: -1, max: 1 }),
    minData: fc.integer({ min: 0, max: 30 }),
    lambdaL1: fc.constantFrom(0, 0.5),
    lambdaL2: fc.constantFrom(0, 1),
    onehot: fc.constantFrom(1, 4, 64),
    perGroup: fc.constantFrom(1, 20)
  })
  .map(given => ({ ...given, monotone: given.category ? 0 : given.monotone }))
  .filter(({ bins }) => bins.some(({ h }) => h > 0));

const UNIT_G = 1 / 1000;
const UNIT_H = 1 / 4000;
const CAT_L2 = 10;
const CAT_SMOOTH = 2;
const MAX_SET = 5;
const COUNT = 500;

function totalOf(bins: readonly Bin[]): Bin {
  return bins.reduce((sum, { g, h }) => ({ g: sum.g + g, h: sum.h + h }), { g: 0, h: 0 });
}

/** Every split of a number, tried by summing each side from scratch. */
function naiveNumber(given: Case): number {
  const all = given.missing ? [...given.bins, given.missing] : given.bins;
  const total = totalOf(all);
  const shrink = (g: number) => Math.sign(g) * Math.max(0, Math.abs(g) - given.lambdaL1);
  const gain = ({ g, h }: Bin) => shrink(g * UNIT_G) ** 2 / (h * UNIT_H + given.lambdaL2);
  let best = 0;
  for (let cut = 1; cut <= given.bins.length; ++cut) {
    for (const missingLeft of [false, true]) {
      const side = given.bins.slice(0, cut);
      const left = totalOf(missingLeft && given.missing ? [...side, given.missing] : side);
      const right = { g: total.g - left.g, h: total.h - left.h };
      if (left.h === 0 || right.h === 0) continue;
      const count = Math.round((left.h * COUNT) / total.h);
      if (Math.min(count, COUNT - count) < given.minData) continue;
      const outputs = [left, right].map(
        ({ g, h }) => -shrink(g * UNIT_G) / (h * UNIT_H + given.lambdaL2)
      );
      if (given.monotone !== 0 && (outputs[1]! - outputs[0]!) * given.monotone < 0) continue;
      best = Math.max(best, gain(left) + gain(right) - gain(total));
    }
  }
  return best;
}

function run(given: Case) {
  const slots = given.missing ? [...given.bins, given.missing] : given.bins;
  const total = totalOf(slots);
  const twins = createTwins(({ i32, u32, f64 }) => {
    u32[LIST / 4] = 0;
    u32[COLUMNS / 4 + COLUMN.numBins] = given.bins.length;
    u32[COLUMNS / 4 + COLUMN.hasMissing] = given.missing ? 1 : 0;
    u32[COLUMNS / 4 + COLUMN.isCategory] = given.category ? 1 : 0;
    i32[COLUMNS / 4 + COLUMN.monotone] = given.monotone;
    const rules: Partial<Record<keyof typeof RULE, number>> = {
      unitG: UNIT_G,
      unitH: UNIT_H,
      lambdaL1: given.lambdaL1,
      lambdaL2: given.lambdaL2,
      minDataInLeaf: given.minData,
      catL2: CAT_L2,
      catSmooth: CAT_SMOOTH,
      maxCatThreshold: MAX_SET,
      maxCatToOnehot: given.onehot,
      minDataPerGroup: given.perGroup,
      bounded: given.monotone === 0 ? 0 : 1
    };
    for (const [name, value] of Object.entries(rules))
      f64[RULES / 8 + RULE[name as keyof typeof RULE]] = value;
    u32.set([SMALL, 1, OTHER, 1, 0, 0], TARGETS / 4);
    slots.forEach(({ g, h }, bin) => {
      // two threads have summed a part each; the parent holds twice the leaf
      const own = { g: Math.trunc(g / 3), h: Math.trunc(h / 2) };
      u32[SMALL / 4 + 2 * bin] = own.h;
      i32[SMALL / 4 + 2 * bin + 1] = own.g;
      u32[OTHER / 4 + 2 * bin] = h - own.h;
      i32[OTHER / 4 + 2 * bin + 1] = g - own.g;
      u32[LARGE / 4 + 2 * bin] = 2 * h;
      i32[LARGE / 4 + 2 * bin + 1] = 2 * g;
    });
    for (const node of [NODES / 8, NODES / 8 + NODE.words])
      f64.set([total.g, total.h, COUNT, -Infinity, Infinity, 1], node);
  });
  for (const { kernels } of [twins.fast, twins.slow])
    kernels.scan(0, 0, 1, LIST, COLUMNS, RULES, TARGETS, 3, LARGE, NODES, SPLITS, SCRATCH, 0, 0, 0);
  const read = (views: typeof twins.fast.views) => ({
    small: views.i32.slice(SMALL / 4, SMALL / 4 + 2 * slots.length),
    large: views.i32.slice(LARGE / 4, LARGE / 4 + 2 * slots.length),
    gains: [views.f64[SPLITS / 8], views.f64[SPLITS / 8 + SPLIT.words]],
    splits: [0, SPLIT.words].map(offset =>
      views.f64[SPLITS / 8 + offset]! > 0
        ? views.f64.slice(SPLITS / 8 + offset, SPLITS / 8 + offset + 5)
        : null
    )
  });
  return { fast: read(twins.fast.views), slow: read(twins.slow.views), slots, total };
}

describe('scan()', () => {
  test('finds what trying every threshold of a number finds; both kinds of kernels agree to the bit', () => {
    fc.assert(
      fc.property(someCase, given => {
        const { fast, slow, slots } = run(given);
        expect(slow).toEqual(fast);
        const leaf = slots.flatMap(({ g, h }) => [h, g]);
        expect(Array.from(fast.small)).toEqual(leaf);
        expect(Array.from(fast.large)).toEqual(leaf); // 2 x leaf - leaf
        expect(fast.gains[1]).toBe(fast.gains[0]);
        if (given.category) return;
        const naive = naiveNumber(given);
        expect(fast.gains[0]).toBeCloseTo(naive, 6);
      }),
      { numRuns: 500 }
    );
  });

  test('a level set is worth its gain: the left sums are those of levels of that leaf', () => {
    fc.assert(
      fc.property(
        someCase.filter(({ category }) => category),
        given => {
          const { fast, slots } = run(given);
          const [split] = fast.splits;
          if (!split) return;
          const [gain, bin, way, leftG, leftH] = split;
          expect(gain).toBeGreaterThan(0);
          if (way === 0) {
            expect([leftG, leftH]).toEqual([slots[bin!]!.g, slots[bin!]!.h]);
            return;
          }
          expect(bin).toBeLessThanOrEqual(MAX_SET);
          const ratio = ({ g, h }: Bin) => (g * UNIT_G) / (h * UNIT_H + CAT_SMOOTH);
          const { h: totalH } = totalOf(slots);
          const used = slots.filter(
            ({ h }) => h > 0 && Math.floor((h * COUNT) / totalH + 0.5) >= CAT_SMOOTH
          );
          const best = used.sort((a, b) => way! * (ratio(a) - ratio(b))).slice(0, bin);
          expect(totalOf(best).h).toBeCloseTo(leftH!, 6);
        }
      ),
      { numRuns: 200 }
    );
  });
});
