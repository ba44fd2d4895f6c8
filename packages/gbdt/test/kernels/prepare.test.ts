import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createTwins } from '../support/memory.ts';

const VALUES = 65_536;
const OUT = 524_288;
const EDGES = 8192;
const SEEN = 4096;

/** Finite numbers, infinities, denormals and both zeros. */
const anyNumber = fc.oneof(
  fc.double({ noNaN: true }),
  fc.constantFrom(0, -0, Infinity, -Infinity, 5e-324, -5e-324, 2.2e-308),
  fc.integer({ min: -5, max: 5 })
);

describe('sortColumns()', () => {
  test('sorts as TypedArray.sort does, bit for bit', () => {
    fc.assert(
      fc.property(fc.array(anyNumber, { minLength: 1, maxLength: 300 }), values => {
        const n = values.length;
        const both = [...values, ...[...values].reverse()];
        const { fast } = createTwins(({ f64 }) => {
          f64.set(both, VALUES / 8);
        });
        fast.kernels.sortColumns(0, 0, 2, VALUES, n, OUT);
        const sorted = Float64Array.from(values).sort();
        const found = fast.views.f64.slice(VALUES / 8, VALUES / 8 + 2 * n);
        expect(new BigInt64Array(found.buffer)).toEqual(
          new BigInt64Array(Float64Array.of(...sorted, ...sorted).buffer)
        );
      })
    );
  });

  test('uses the scratch of its own thread', () => {
    const { fast } = createTwins(({ f64 }) => {
      f64.set([3, 1, 2], VALUES / 8);
    });
    fast.kernels.sortColumns(2, 0, 1, VALUES, 3, OUT);
    expect(fast.views.f64.slice(VALUES / 8, VALUES / 8 + 3)).toEqual(Float64Array.of(1, 2, 3));
    expect(fast.views.u8.subarray(OUT, OUT + 2 * (8192 + 24)).every(byte => byte === 0)).toBe(true);
  });
});

describe('binNumbers()', () => {
  test('counts the edges below a value, and marks missing ones', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(anyNumber, fc.constant(NaN)), { minLength: 1, maxLength: 200 }),
        fc.uniqueArray(fc.double({ noNaN: true, noDefaultInfinity: true }), { maxLength: 254 }),
        (values, unsorted) => {
          const edges = Float64Array.from(unsorted).sort();
          const { fast, slow } = createTwins(({ f64 }) => {
            f64.set(values, VALUES / 8);
            f64.fill(Infinity, EDGES / 8, EDGES / 8 + 256).set(edges, EDGES / 8);
          });
          const missingBin = edges.length + 1;
          for (const { kernels } of [fast, slow])
            kernels.binNumbers(0, 0, values.length, VALUES, EDGES, missingBin, OUT, SEEN);
          const naive = values.map(value =>
            Number.isNaN(value) ? missingBin : edges.filter(edge => edge < value).length
          );
          for (const { views } of [fast, slow]) {
            expect(Array.from(views.u8.subarray(OUT, OUT + values.length))).toEqual(naive);
            expect(views.u32[SEEN / 4]).toBe(values.some(Number.isNaN) ? 1 : 0);
          }
        }
      )
    );
  });
});

describe('transpose()', () => {
  test.each([
    [1, 1, 1],
    [70, 3, 8],
    [300, 29, 33]
  ])('turns %d rows of %d columns into rows of %d bytes', (numRows, numColumns, stride) => {
    const { fast, slow } = createTwins(({ u8 }) => {
      for (let i = 0; i < numRows * numColumns; ++i) u8[VALUES + i] = (i * 7) % 251;
    });
    for (const { kernels, views } of [fast, slow]) {
      kernels.transpose(0, 0, numRows, VALUES, numRows, numColumns, OUT, stride);
      for (let row = 0; row < numRows; ++row)
        for (let c = 0; c < numColumns; ++c)
          expect(views.u8[OUT + row * stride + c]).toBe(((c * numRows + row) * 7) % 251);
    }
  });
});
