import type { Column, Table } from '@espalier/core';

/** The columns of blocks of one table, one block after the other. */
export function columnsOfCells(blocks: readonly Table[]): Column[] {
  const [first] = blocks;
  return (first?.columns ?? []).map((column, j): Column => {
    const parts = blocks.map(block => block.columns[j]!);
    if (column.kind === 'number') {
      const values = parts.flatMap(part => (part.kind === 'number' ? [...part.values] : []));
      return { ...column, values: Float64Array.from(values) };
    }
    const codes = parts.flatMap(part => (part.kind === 'category' ? [...part.codes] : []));
    return { ...column, codes: Int32Array.from(codes) };
  });
}
