import type { Column, Random, Table } from '@espalier/core';
import { type ChurnRow, churnRows } from '../../../../data/generate/churn.ts';

const LEVELS = {
  plan_type: ['Basic', 'Standard', 'Pro'],
  contract_type: ['Monthly', 'Annual'],
  autopay: ['Yes', 'No'],
  is_promo_user: ['Yes', 'No']
} as const satisfies Partial<Record<keyof ChurnRow, readonly string[]>>;

/** The columns that drift compares: all but the target. */
const NUMBERS = [
  'add_on_count',
  'tenure_months',
  'monthly_usage_gb',
  'avg_latency_ms',
  'support_tickets_30d',
  'discount_pct',
  'payment_failures_90d',
  'downtime_hours_30d'
] as const satisfies readonly (keyof ChurnRow)[];

/** Customers of the project's own generator, as a table. */
export function churnTable(numRows: number, random: Random): Table {
  const rows = churnRows(numRows, random);
  const categories = Object.entries(LEVELS).map(([name, levels]): Column => {
    const known: readonly string[] = levels;
    const codes = Int32Array.from(rows, row => known.indexOf(String(row[name as keyof ChurnRow])));
    return { kind: 'category', name, levels: known, codes };
  });
  const numbers = NUMBERS.map((name): Column => ({
    kind: 'number',
    name,
    values: Float64Array.from(rows, row => row[name])
  }));
  return { numRows, columns: [...categories, ...numbers] };
}

/** The table with a number column moved by so many of its standard deviations. */
export function shifted(table: Table, name: string, deviations: number): Table {
  return {
    ...table,
    columns: table.columns.map(column => {
      if (column.kind !== 'number' || column.name !== name) return column;
      const mean = column.values.reduce((a, b) => a + b, 0) / table.numRows;
      const square = column.values.reduce((a, b) => a + (b - mean) ** 2, 0) / table.numRows;
      return { ...column, values: column.values.map(x => x + deviations * Math.sqrt(square)) };
    })
  };
}

export { NUMBERS };
