import { normal, type Random } from '@espalier/core';
import { churnRows } from '../../../../data/generate/churn.ts';
import { titanicRows } from '../../../../data/generate/titanic.ts';

export type Row = Readonly<Record<string, string | number | null>>;

/** Shifts of the features; the relation to the target stays. */
export const SHIFTS = ['none', 'up', 'down', 'far', 'levels', 'dependence'] as const;
export type ShiftName = (typeof SHIFTS)[number];

/** A table to train on, and ways to draw more rows of it under a shift. */
export interface LabelledTable {
  readonly target: string;
  readonly ignore: readonly string[];
  /** As many rows as the table usually has. */
  readonly train: (random: Random) => Row[];
  readonly draw: (shift: ShiftName, numRows: number, random: Random) => Row[];
}

/** Rows that are drawn many times over, so that a shift can choose among them by their features alone. */
const POOL = 8;

/** A shift chooses rows with a weight that depends on two numbers (in standard deviations) and a level. */
function choosing(
  pool: (numRows: number, random: Random) => Row[],
  [x, z, level]: readonly [x: string, z: string, level: readonly [column: string, value: string]]
): LabelledTable['draw'] {
  return (shift, numRows, random) => {
    const rows = pool(POOL * numRows, random);
    const [ofX, ofZ] = [standardise(rows, x), standardise(rows, z)];
    const weight = (i: number): number => {
      const [a, b] = [ofX[i]!, ofZ[i]!];
      switch (shift) {
        case 'none':
          return 1;
        case 'up':
          return Math.exp(0.7 * a);
        case 'down':
          return Math.exp(-0.8 * a);
        case 'far':
          return Math.exp(1.5 * a + b);
        case 'levels':
          return rows[i]![level[0]] === level[1] ? 5 : 1;
        case 'dependence':
          return Math.exp(Math.max(-3, Math.min(3, 0.8 * a * b)));
      }
    };
    // Weighted sampling without replacement (Efraimidis and Spirakis 2006).
    const keys = rows.map((_, i) => -Math.log(1 - random()) / weight(i));
    const order = Uint32Array.from(rows.keys()).sort((i, j) => keys[i]! - keys[j]!);
    return Array.from(order.subarray(0, numRows), i => rows[i]!);
  };
}

function standardise(rows: readonly Row[], name: string): Float64Array {
  const values = Float64Array.from(rows, row => Number(row[name] ?? NaN));
  const known = values.filter(value => !Number.isNaN(value));
  const mean = known.reduce((a, b) => a + b, 0) / known.length;
  const variance = known.reduce((a, b) => a + (b - mean) ** 2, 0) / known.length;
  return values.map(value => (Number.isNaN(value) ? 0 : (value - mean) / Math.sqrt(variance)));
}

/** How two numbers, a level and noise make the target: `slope` is that of x. */
export interface Concept {
  readonly slope: number;
  /** Turned round: every effect changes its sign. */
  readonly sign: 1 | -1;
}

export const CONCEPT: Concept = { slope: 1.5, sign: 1 };

/** By how many standard deviations x and z move. */
const MOVED: Partial<Record<ShiftName, readonly [x: number, z: number]>> = {
  up: [0.7, 0],
  down: [-0.8, 0],
  far: [1.5, 1]
};

/** Rows of a known logit. Shifted features are drawn anew, beyond what training saw. */
export function drawnRows(
  numRows: number,
  random: Random,
  shift: ShiftName = 'none',
  { slope, sign }: Concept = CONCEPT
): Row[] {
  const [dx, dz] = MOVED[shift] ?? [0, 0];
  const cuts = shift === 'levels' ? [0.1, 0.2] : [0.5, 0.8];
  return Array.from({ length: numRows }, () => {
    const x = normal(random);
    const other = normal(random);
    const z = (shift === 'dependence' ? 0.7 * x + Math.sqrt(1 - 0.49) * other : other) + dz;
    const u = random();
    const c = u < cuts[0]! ? 'a' : u < cuts[1]! ? 'b' : 'c';
    const level = c === 'a' ? -1 : c === 'b' ? 0.5 : 1.2;
    const effect = slope * (x + dx) + 0.8 * z + level + 0.3 * (x + dx) * Math.sign(z);
    const logit = sign * effect - 1.5;
    return {
      x: x + dx,
      z,
      noise: normal(random),
      count: Math.floor(4 * random() ** 2),
      c,
      y: random() < 1 / (1 + Math.exp(-logit)) ? 1 : 0
    };
  });
}

export const TABLES: Readonly<Record<'churn' | 'titanic' | 'drawn', LabelledTable>> = {
  churn: {
    target: 'churned',
    ignore: [],
    train: random => churnRows(5000, random).map(row => ({ ...row })),
    draw: choosing(
      (numRows, random) => churnRows(numRows, random).map(row => ({ ...row })),
      ['avg_latency_ms', 'downtime_hours_30d', ['plan_type', 'Standard']]
    )
  },
  titanic: {
    target: 'Survived',
    ignore: ['PassengerId', 'Name', 'Ticket', 'Cabin'],
    train: random => titanicRows(891, random).map(row => ({ ...row })),
    draw: choosing(
      (numRows, random) => titanicRows(numRows, random).map(row => ({ ...row })),
      ['Age', 'Fare', ['Sex', 'male']]
    )
  },
  drawn: {
    target: 'y',
    ignore: [],
    train: random => drawnRows(12_000, random),
    draw: (shift, numRows, random) => drawnRows(numRows, random, shift)
  }
};
