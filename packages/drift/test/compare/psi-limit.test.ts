import { describe, expect, test } from '@jest/globals';
import {
  type Column,
  columnOf,
  normal,
  randomSeeded,
  selectRows,
  shuffle,
  type Table
} from '@espalier/core';
import { type ColumnPair, pairColumns } from '../../src/pair/pair.ts';
import { computeExpectedPsi } from '../../src/compare/expected-psi.ts';
import { comparePsi, computePsiLimit } from '../../src/compare/psi-limit.ts';
import { psi } from '../../src/detectors/psi.ts';
import { categories, numbers, tableOf } from '../support/tables.ts';

const random = randomSeeded(42);
const some = <T>(n: number, cell: (i: number) => T): T[] =>
  Array.from({ length: n }, (_, i) => cell(i));

/** The rows of both sides in one table, shuffled and cut anew: the comparison done over and over. */
function naiveLimit(
  both: Column,
  n: number,
  recount: (reference: Table, fresh: Table) => ColumnPair
): number {
  const table = tableOf(both);
  const draws = some(1500, () => {
    const order = shuffle(Uint32Array.from(some(table.numRows, i => i)), random);
    const pair = recount(
      selectRows(table, order.subarray(0, n)),
      selectRows(table, order.subarray(n))
    );
    return psi(pair.reference, pair.fresh);
  });
  return draws.sort((a, b) => a - b)[Math.floor(0.9 * draws.length)]!;
}

const recountAs =
  (name: string) =>
  (reference: Table, fresh: Table): ColumnPair =>
    pairColumns(columnOf(reference, name), columnOf(fresh, name));

describe('computePsiLimit() is near that of rows shuffled and compared anew', () => {
  test('for numbers with ties and holes', () => {
    const values = some(150, i => (i % 9 === 0 ? NaN : Math.round(6 * normal(random))));
    const pair = pairColumns(numbers('x', values.slice(0, 100)), numbers('x', values.slice(100)));
    const ratio =
      computePsiLimit(pair, 0.1, randomSeeded(1)) /
      naiveLimit(numbers('x', values), 100, recountAs('x'));
    expect(ratio).toBeGreaterThan(0.85);
    expect(ratio).toBeLessThan(1.15);
  });

  test('for declared levels', () => {
    const cells = some(150, i => (i % 11 === 0 ? null : 'abcd'[Math.floor(4 * random() ** 2)]!));
    const levels = ['a', 'b', 'c', 'd'];
    const pair = pairColumns(
      categories('c', cells.slice(0, 100), levels),
      categories('c', cells.slice(100), levels)
    );
    const ratio =
      computePsiLimit(pair, 0.1, randomSeeded(1)) /
      naiveLimit(categories('c', cells, levels), 100, recountAs('c'));
    expect(ratio).toBeGreaterThan(0.85);
    expect(ratio).toBeLessThan(1.15);
  });

  test('for learned levels, many of them rare', () => {
    const cells = some(150, () => `level ${Math.floor(100 * random())}`);
    const pair = pairColumns(
      categories('c', cells.slice(0, 100)),
      categories('c', cells.slice(100))
    );
    const relearn = (reference: Table, fresh: Table): ColumnPair => {
      const cellsOf = (table: Table): string[] => {
        const column = columnOf(table, 'c');
        return column.kind === 'category'
          ? Array.from(column.codes, code => column.levels[code]!)
          : [];
      };
      return pairColumns(categories('c', cellsOf(reference)), categories('c', cellsOf(fresh)));
    };
    const ratio =
      computePsiLimit(pair, 0.1, randomSeeded(1)) /
      naiveLimit(categories('c', cells), 100, relearn);
    expect(ratio).toBeGreaterThan(0.85);
    expect(ratio).toBeLessThan(1.15);
  });
});

describe('computePsiLimit()', () => {
  const tens = (rows: number): ColumnPair => {
    const counts = new Float64Array(10).fill(rows / 10);
    const bins = some(10, i => ({ kind: 'level', level: String(i) }) as const);
    return { name: 'c', kind: 'category', bins, reference: counts, fresh: counts };
  };

  test('falls as the samples grow, and is the same for the same seed', () => {
    const limits = [20, 100, 1000, 100_000, 1e9].map(n =>
      computePsiLimit(tens(n), 0.01, randomSeeded(1))
    );
    expect(limits).toEqual([...limits].sort((a, b) => b - a));
    // Large samples: (1/n + 1/m) times a chi-square of 9 degrees of freedom, 21.67 at 1 %.
    expect(limits[3]! / (2e-5 * 21.666)).toBeCloseTo(1, 0);
    expect(computePsiLimit(tens(100), 0.01, randomSeeded(1))).toBe(limits[1]);
  });

  test('does not fall when more is asked of it', () => {
    const limits = [0.05, 0.01, 0.001].map(alpha =>
      computePsiLimit(tens(100), alpha, randomSeeded(1))
    );
    expect(limits).toEqual([...limits].sort((a, b) => a - b));
  });
});

describe('comparePsi()', () => {
  const draw = (n: number, shift: number, digits: number): number[] =>
    some(n, () => Number((normal(random) + shift).toFixed(digits)));

  test('gives the verdict of all draws, although it ends with the first that settle it', () => {
    let numEnded = 0;
    for (let i = 0; i < 40; ++i) {
      const [shift, digits] = [(i % 8) / 5, i % 3 === 0 ? 0 : 9];
      const pair = pairColumns(
        numbers('x', draw(60, 0, digits)),
        numbers('x', draw(40, shift, digits))
      );
      const seen = psi(pair.reference, pair.fresh);
      const whole = computePsiLimit(pair, 0.01, randomSeeded(i));
      const { limit, chance } = comparePsi(pair, seen, 0.01, randomSeeded(i));
      if (limit === undefined) {
        ++numEnded;
        expect(seen).toBeLessThanOrEqual(whole);
        expect(chance).toBeGreaterThan(0.01);
      } else expect(limit).toBe(whole);
    }
    expect(numEnded).toBeGreaterThan(10);
    expect(numEnded).toBeLessThan(40);
  });

  test('estimates how often chance gives as much', () => {
    const pair = pairColumns(numbers('x', draw(200, 0, 9)), numbers('x', draw(200, 0, 9)));
    const seen = psi(pair.reference, pair.fresh);
    const few = comparePsi(pair, seen, 0.001, randomSeeded(1)).chance;
    const many = some(5000, () => psiOfShuffled(pair)).filter(one => one >= seen).length / 5000;
    expect(Math.abs(few - many)).toBeLessThan(0.1);
  });
});

test('the expected PSI of different numbers is that of their sizes, near the mean over their own permutations', () => {
  for (const [n, m] of [
    [100, 100],
    [60, 25],
    [400, 150]
  ] as const) {
    const pair = pairColumns(
      numbers(
        'x',
        some(n, () => Math.exp(normal(random)))
      ),
      numbers(
        'x',
        some(m, () => Math.exp(normal(random)))
      )
    );
    const own = some(1500, () => psiOfShuffled(pair)).reduce((a, b) => a + b, 0) / 1500;
    expect(computeExpectedPsi(pair, randomSeeded(1)) / own).toBeGreaterThan(0.9);
    expect(computeExpectedPsi(pair, randomSeeded(1)) / own).toBeLessThan(1.1);
  }
});

test('the expected PSI of a large table beside a small one is found', () => {
  const pair = pairColumns(
    numbers(
      'x',
      some(300_000, i => i + 0.5)
    ),
    numbers(
      'x',
      some(50, i => 6000 * i)
    )
  );
  // Nine degrees of freedom in 50 rows, and a little more by thin bins.
  expect(computeExpectedPsi(pair, randomSeeded(1))).toBeGreaterThan(0.15);
  expect(computeExpectedPsi(pair, randomSeeded(1))).toBeLessThan(0.35);
});

/** The PSI of the values of both sides, shuffled and cut anew. */
function psiOfShuffled({ values }: ColumnPair): number {
  const all = Float64Array.of(...values!.reference, ...values!.fresh);
  const order = shuffle(
    Uint32Array.from(all, (_, i) => i),
    random
  );
  const cells = Array.from(order, i => all[i]!);
  const half = values!.reference.length;
  const pair = pairColumns(numbers('x', cells.slice(0, half)), numbers('x', cells.slice(half)));
  return psi(pair.reference, pair.fresh);
}
