import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { COLUMN, MATRIX, NARROW_BYTES } from '../../src/kernels/blocks.ts';
import { rowStride } from '../../src/layout.ts';
import type { Views } from '../../src/memory.ts';
import { createTwins } from '../support/memory.ts';

const MATRIX_AT = 4096;
const COLUMNS = 4352;
const TARGETS = 6144;
const LIST = 6400;
const ROWS = 8192;
const SPARE = 16_384;
const ROW_BINS = 32_768;
const WIDE_BINS = 131_072;
const GATHER = 196_608;
const HISTOGRAM = 524_288;
const WIDE_SLOTS = 300;

interface Case {
  readonly numRows: number;
  readonly numNarrow: number;
  readonly numWide: number;
  readonly seed: number;
  readonly rows: readonly number[] | null;
  readonly blocked: number;
  readonly listed: readonly number[] | null;
}

const someCase = fc
  .record({
    numRows: fc.integer({ min: 1, max: 700 }),
    numNarrow: fc.integer({ min: 0, max: 22 }),
    numWide: fc.integer({ min: 0, max: 2 }),
    seed: fc.nat(),
    everyRow: fc.boolean(),
    step: fc.integer({ min: 1, max: 5 }),
    blocked: fc.integer({ min: 0, max: 1 }),
    everyColumn: fc.boolean()
  })
  .filter(({ numNarrow, numWide }) => numNarrow + numWide > 0)
  .map(({ everyRow, step, everyColumn, ...rest }): Case => {
    const rows = Array.from({ length: rest.numRows }, (_, row) => row);
    const columns = Array.from({ length: rest.numNarrow + rest.numWide }, (_, c) => c);
    return {
      ...rest,
      rows: everyRow ? null : rows.filter(row => row % step === 0),
      listed: everyColumn ? null : columns.filter(c => c % 2 === 0)
    };
  });

function noiseOf({ seed }: Case, row: number, column: number): number {
  return (Math.imul(row + 1, 2654435761) ^ Math.imul(column + 7, seed | 1)) >>> 0;
}

function gradientOf(row: number): { g: number; h: number } {
  return { g: ((row * 7919) % 65_536) - 32_768, h: (row * 104_729) % 65_536 };
}

function write(views: Views, given: Case): number {
  const { numRows, numNarrow, numWide, rows, listed } = given;
  const { u8, u16, i32, u32 } = views;
  const matrix = MATRIX_AT / 4;
  u32[matrix + MATRIX.numRows] = numRows;
  u32[matrix + MATRIX.numNarrow] = numNarrow;
  u32[matrix + MATRIX.rowBins] = ROW_BINS;
  u32[matrix + MATRIX.numWide] = numWide;
  u32[matrix + MATRIX.wideBins] = WIDE_BINS;
  u32[matrix + MATRIX.columns] = COLUMNS;
  u32[matrix + MATRIX.gather] = GATHER;
  const stride = rowStride(numNarrow);
  u32[matrix + MATRIX.stride] = stride;
  let at = 0;
  for (let c = 0; c < numNarrow + numWide; ++c) {
    u32[COLUMNS / 4 + c * COLUMN.words + COLUMN.at] = at;
    at += c < numNarrow ? NARROW_BYTES : 8 * WIDE_SLOTS;
  }
  for (let row = 0; row < numRows; ++row) {
    const { g, h } = gradientOf(row);
    i32[(ROW_BINS + (row + 1) * stride) / 4 - 1] = (g << 16) | h;
    for (let c = 0; c < numNarrow; ++c)
      u8[ROW_BINS + row * stride + c] = noiseOf(given, row, c) & 255;
    for (let c = 0; c < numWide; ++c)
      u16[WIDE_BINS / 2 + c * numRows + row] = noiseOf(given, row, numNarrow + c) % WIDE_SLOTS;
  }
  if (rows) u32.set(rows, ROWS / 4);
  if (listed) u32.set(listed, LIST / 4);
  u32.set([HISTOGRAM, 0], TARGETS / 4);
  views.u8.fill(255, HISTOGRAM, HISTOGRAM + at); // what an earlier leaf left behind
  return at;
}

describe('histogram()', () => {
  test('equals the naive sums by bin, for all rows or some, all columns or some', () => {
    fc.assert(
      fc.property(someCase, given => {
        let bytes = 0;
        const { fast, slow } = createTwins(views => {
          bytes = write(views, given);
        });
        const rows = given.rows ?? Array.from({ length: given.numRows }, (_, row) => row);
        const middle = rows.length >> 1;
        for (const { kernels } of [fast, slow]) {
          for (const [lo, hi] of [
            [0, middle],
            [middle, rows.length]
          ])
            kernels.histogram(
              0,
              lo!,
              hi!,
              MATRIX_AT,
              given.rows ? ROWS : 0,
              given.blocked,
              TARGETS,
              bytes,
              given.listed ? 1 : 0,
              LIST,
              given.listed?.length ?? 0
            );
        }
        const words = fast.views.i32.slice(HISTOGRAM / 4, (HISTOGRAM + bytes) / 4);
        expect(slow.views.i32.slice(HISTOGRAM / 4, (HISTOGRAM + bytes) / 4)).toEqual(words);
        const naive = new Int32Array(bytes / 4);
        const { u8, u16, u32 } = fast.views;
        const numColumns = given.numNarrow + given.numWide;
        for (let c = 0; c < numColumns; ++c) {
          if (given.listed && !given.listed.includes(c)) continue;
          const at = u32[COLUMNS / 4 + c * COLUMN.words]! / 4;
          for (const row of rows) {
            const bin =
              c < given.numNarrow
                ? u8[ROW_BINS + row * rowStride(given.numNarrow) + c]
                : u16[WIDE_BINS / 2 + (c - given.numNarrow) * given.numRows + row];
            const { g, h } = gradientOf(row);
            naive[at + 2 * bin!]! += h;
            naive[at + 2 * bin! + 1]! += g;
          }
        }
        expect(words).toEqual(naive);
      }),
      { numRuns: 60 }
    );
  });
});

describe('partition()', () => {
  test('keeps the order of the rows on both sides, chunk by chunk', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 299 }), { minLength: 1, maxLength: 200 }),
        fc.integer({ min: 1, max: 64 }),
        fc.boolean(),
        (bins, chunkRows, wide) => {
          const n = bins.length;
          const used = wide ? bins : bins.map(bin => bin & 255);
          const { fast, slow } = createTwins(({ u8, u16, u32 }) => {
            for (let bin = 0; bin < 300; ++bin) u8[LIST + bin] = (bin * 7) % 3 === 0 ? 1 : 0;
            if (wide) u16.set(used, WIDE_BINS / 2);
            else u8.set(used, WIDE_BINS);
            u32.set(
              Array.from({ length: n }, (_, i) => n - 1 - i),
              ROWS / 4
            );
          });
          const numChunks = Math.ceil(n / chunkRows);
          for (const { kernels, views } of [fast, slow]) {
            kernels.partition(
              0,
              0,
              numChunks,
              ROWS,
              n,
              chunkRows,
              WIDE_BINS,
              wide ? 1 : 0,
              LIST,
              SPARE,
              GATHER
            );
            for (let chunk = 0; chunk < numChunks; ++chunk) {
              const from = chunk * chunkRows;
              const ids = Array.from(
                { length: Math.min(chunkRows, n - from) },
                (_, i) => n - 1 - from - i
              );
              const left = ids.filter(row => (used[row]! * 7) % 3 === 0);
              const right = ids.filter(row => (used[row]! * 7) % 3 !== 0);
              expect(views.u32[GATHER / 4 + chunk]).toBe(left.length);
              const rows = views.u32.slice(ROWS / 4 + from, ROWS / 4 + from + left.length);
              const spare = views.u32.slice(SPARE / 4 + from, SPARE / 4 + from + right.length);
              expect(Array.from(rows)).toEqual(left);
              expect(Array.from(spare)).toEqual(right);
            }
          }
        }
      )
    );
  });
});

describe('scan() of a leaf without a histogram', () => {
  test('sums the columns of its task, and no other', () => {
    fc.assert(
      fc.property(
        someCase.filter(({ rows }) => rows !== null),
        fc.nat(),
        (given, cut) => {
          const numColumns = given.numNarrow + given.numWide;
          const list = given.listed ?? Array.from({ length: numColumns }, (_, c) => c);
          const lo = cut % list.length;
          const rows = given.rows!;
          const { fast, slow } = createTwins(views => {
            write(views, { ...given, listed: list });
            for (let c = 0; c < numColumns; ++c)
              views.u32[COLUMNS / 4 + c * COLUMN.words + COLUMN.numBins] =
                c < given.numNarrow ? 256 : WIDE_SLOTS;
          });
          // no node is active: nothing but the sums is asked for; SPARE and GATHER stand in for the other blocks
          for (const { kernels } of [fast, slow])
            kernels.scan(
              0,
              lo,
              list.length,
              LIST,
              COLUMNS,
              SPARE,
              TARGETS,
              1,
              0,
              SPARE,
              GATHER,
              GATHER,
              MATRIX_AT,
              ROWS,
              rows.length
            );
          expect(Buffer.compare(slow.views.u8, fast.views.u8)).toBe(0);
          const { u8, u16, i32, u32 } = fast.views;
          list.forEach((c, entry) => {
            const at = (HISTOGRAM + u32[COLUMNS / 4 + c * COLUMN.words]!) / 4;
            const slots = c < given.numNarrow ? 256 : WIDE_SLOTS;
            const naive = new Int32Array(2 * slots).fill(entry < lo ? -1 : 0);
            for (const row of entry < lo ? [] : rows) {
              const bin =
                c < given.numNarrow
                  ? u8[ROW_BINS + row * rowStride(given.numNarrow) + c]!
                  : u16[WIDE_BINS / 2 + (c - given.numNarrow) * given.numRows + row]!;
              const { g, h } = gradientOf(row);
              naive[2 * bin]! += h;
              naive[2 * bin + 1]! += g;
            }
            expect(i32.slice(at, at + 2 * slots)).toEqual(naive);
          });
        }
      ),
      { numRuns: 40 }
    );
  });
});
