import type { Problem } from '@espalier/core';

/** A problem of a cell. */
export interface CellFault {
  readonly problem: string;
  readonly expected: string;
}

/** The bad cells of a file, as few numbers each: there may be as many as there are rows. */
export interface BadCells {
  /** `shown`: the cell's text, where the spec lets it be shown. */
  add(row: number, field: string, fault: CellFault, shown?: string): void;
  readonly count: number;
  /** The cells as problems of rows, in the order of the rows. */
  list(file: string): Problem[];
}

export function createBadCells(): BadCells {
  const rows: number[] = [];
  const kinds: number[] = [];
  const faults: { readonly field: string; readonly fault: CellFault }[] = [];
  const places = new Map<CellFault, number>();
  const texts = new Map<number, string>();
  const kindOf = (field: string, fault: CellFault): number => {
    const known = places.get(fault);
    if (known !== undefined) return known;
    places.set(fault, faults.length);
    return faults.push({ field, fault }) - 1;
  };
  return {
    add(row, field, fault, shown) {
      if (shown !== undefined && shown !== '') texts.set(rows.length, shown);
      rows.push(row);
      kinds.push(kindOf(field, fault));
    },
    get count() {
      return rows.length;
    },
    list(file) {
      const order = [...rows.keys()].sort((a, b) => rows[a]! - rows[b]! || a - b);
      return order.map(at => {
        const { field, fault } = faults[kinds[at]!]!;
        const text = texts.get(at);
        return {
          file,
          row: rows[at]!,
          field,
          problem: text === undefined ? fault.problem : `${fault.problem}: "${text}"`,
          expected: fault.expected
        };
      });
    }
  };
}
