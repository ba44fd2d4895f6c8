import { expect, test } from '@jest/globals';
import { randomSeeded } from '@espalier/core';
import fc from 'fast-check';
import { addScaled, compress, product } from '../../src/families/sparse.ts';

test('both forms of a column give the same sums, to the bit', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 200 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.nat(),
      (n, density, seed) => {
        const random = randomSeeded(seed);
        const dense = Float64Array.from({ length: n }, () =>
          random() < density ? random() - 0.5 : 0
        );
        const other = Float64Array.from(dense, () => random() - 0.5);
        const column = compress(dense);
        expect(product(column, other)).toBe(product(dense, other));
        const sums = [Float64Array.from(other), Float64Array.from(other)] as const;
        addScaled(1.7, column, sums[0]);
        addScaled(1.7, dense, sums[1]);
        expect(sums[0]).toEqual(sums[1]);
      }
    )
  );
});

test('compress() leaves a full column as it is, and keeps what is not zero of a sparse one', () => {
  const full = Float64Array.of(1, 2, 3);
  expect(compress(full)).toBe(full);
  expect(compress(Float64Array.of(0, 0, 5, 0, 0, 0, NaN, 0, 0, 0))).toEqual({
    rows: Uint32Array.of(2, 6),
    values: Float64Array.of(5, NaN)
  });
});
