import {
  type CategoryColumn,
  MISSING,
  normal,
  type NumberColumn,
  type Random,
  type Table
} from '@espalier/core';

export function numbers(name: string, values: readonly number[]): NumberColumn {
  return { kind: 'number', name, values: Float64Array.from(values) };
}

/** null is missing; the levels are those that are there, unless given. */
export function categories(
  name: string,
  cells: readonly (string | null)[],
  levels = [...new Set(cells.filter(cell => cell !== null))].sort()
): CategoryColumn {
  const codes = cells.map(cell => (cell === null ? MISSING : levels.indexOf(cell)));
  return { kind: 'category', name, levels, codes: Int32Array.from(codes) };
}

export function tableOf(...columns: Table['columns']): Table {
  const [first] = columns;
  const numRows = first === undefined ? 0 : sizeOf(first);
  return { numRows, columns };
}

function sizeOf(column: Table['columns'][number]): number {
  return column.kind === 'number' ? column.values.length : column.codes.length;
}

/** Rows of one distribution: smooth, discrete, skewed, with holes, and categories even, lopsided and with rare levels. */
export function drawTable(n: number, random: Random): Table {
  const draw = <T>(cell: () => T): T[] => Array.from({ length: n }, cell);
  return tableOf(
    numbers(
      'num_smooth',
      draw(() => normal(random))
    ),
    numbers(
      'num_count',
      draw(() => Math.floor(4 * random() * random()))
    ),
    numbers(
      'num_skewed',
      draw(() => Math.exp(normal(random)))
    ),
    numbers(
      'num_holes',
      draw(() => (random() < 0.1 ? NaN : random()))
    ),
    categories(
      'cat_even',
      draw(() => 'abc'[Math.floor(3 * random())]!),
      ['a', 'b', 'c']
    ),
    categories(
      'cat_lopsided',
      draw(() => (random() < 0.03 ? 'yes' : 'no')),
      ['no', 'yes']
    ),
    categories(
      'cat_rare',
      draw(() => (random() < 0.05 ? null : `level ${Math.floor(30 * random() ** 3)}`)),
      Array.from({ length: 30 }, (_, i) => `level ${i}`)
    ),
    categories(
      'cat_learned',
      draw(() => `level ${Math.floor(400 * random() ** 3)}`)
    )
  );
}
