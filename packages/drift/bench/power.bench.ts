// True and false alarms of drift, by the shape of the columns: tables without any drift, and columns with one
// change, each in both directions. `node ... power.bench.ts 0.1` makes a tenth of the runs.
import { randomSeeded, type Table } from '@espalier/core';
import { type CompareSettings, compareTables } from '../src/compare/compare.ts';
import { type FullReport, VERDICTS } from '../src/compare/report-schema.ts';
import {
  cauchy,
  constant,
  counts,
  drawColumn,
  flag,
  gaussian,
  levels,
  missing,
  type Shape,
  values,
  zeros
} from './support/shapes.ts';

const SCALE = Number(process.argv[2] ?? 1);
const SEED = 1312;
const POWER_SEED = 1313;
const COLUMNS = 8;
/** Tables of each change. */
const TABLES = 5;
const SETTINGS: CompareSettings = { threshold: 0.2, policy: 'any', disclose: () => 'nothing' };

const SHAPES: readonly Shape[] = [
  gaussian(),
  cauchy(),
  zeros(0.9),
  zeros(0.1),
  flag(0.05),
  flag(0.95),
  constant(7),
  values(0.6, 0.3, 0.1),
  counts(6),
  missing(0.15),
  levels(50)
];

const CHANGES: readonly [what: string, before: Shape, now: Shape][] = [
  ['normal + 0.2 sd', gaussian(), gaussian(0.2)],
  ['normal + 0.5 sd', gaussian(), gaussian(0.5)],
  ['normal + 1 sd', gaussian(), gaussian(1)],
  ['normal, sd x 1.5', gaussian(), gaussian(0, 1.5)],
  ['Cauchy + 1', cauchy(), cauchy(1)],
  ['90 % zeros → 70 %', zeros(0.9), zeros(0.7)],
  ['90 % zeros → 40 %', zeros(0.9), zeros(0.4)],
  ['90 % zeros, amounts x 20', zeros(0.9), zeros(0.9, 20)],
  ['80 % zeros → 50 %', zeros(0.8), zeros(0.5)],
  ['10 % zeros → 40 %', zeros(0.1), zeros(0.4)],
  ['flag 5 % → 50 %', flag(0.05), flag(0.5)],
  ['flag 95 % → 50 %', flag(0.95), flag(0.5)],
  ['constant 5 → 9', constant(5), constant(9)],
  ['three values .6/.3/.1 → .3/.3/.4', values(0.6, 0.3, 0.1), values(0.3, 0.3, 0.4)],
  ['50 levels, one + 15 %', levels(50), levels(50, 0.15)],
  ['missing 0 → 15 %', gaussian(), missing(0.15)]
];

function tableOf(shapes: readonly Shape[], numRows: number, stream: number, seed = SEED): Table {
  const random = randomSeeded(seed, stream);
  return {
    numRows,
    columns: shapes.map((shape, j) => drawColumn(`x${j}`, shape, numRows, random))
  };
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0) / numbers.length;
}

console.log(`seed ${SEED} without drift, ${POWER_SEED} with changes\n`);
console.log(
  '| no drift | rows on each side | tables | `overall_drift` | `changed` | columns with a finding |\n|---|---:|---:|---:|---:|---:|'
);
let stream = 0;
for (const [what, shapes, sizes, runs] of [
  ['11 columns, one of each shape', SHAPES, [200, 1000, 5000], 1000],
  [
    '200 columns at once',
    Array.from({ length: 200 }, (_, i) => SHAPES[i % SHAPES.length]!),
    [200, 1000],
    200
  ]
] as const)
  for (const numRows of sizes) {
    const reports = Array.from({ length: Math.ceil(runs * SCALE) }, () =>
      compareTables(
        tableOf(shapes, numRows, ++stream),
        tableOf(shapes, numRows, ++stream),
        SETTINGS
      )
    );
    const share = (is: (report: FullReport) => boolean): string =>
      percent(reports.filter(is).length / reports.length);
    const numFound = mean(reports.map(({ findings }) => findings.length / shapes.length));
    console.log(
      `| ${what} | ${numRows} | ${reports.length} | ${share(r => r.overall_drift)} | ${share(r => r.changed)} | ${percent(numFound)} |`
    );
  }

console.log(
  `\n| change (${COLUMNS} columns a table) | rows on each side | columns | ${VERDICTS.join(' | ')} | mean PSI | mean KS |\n|---|---:|---:|---:|---:|---:|---:|---:|---:|`
);
stream = 0;
for (const [what, before, now] of CHANGES)
  for (const [direction, from, to] of [
    [what, before, now],
    [`its mirror image`, now, before]
  ] as const)
    for (const numRows of [200, 1000]) {
      const columns = Array.from({ length: Math.ceil(TABLES * SCALE) }, () => {
        const of = (shape: Shape): Table =>
          tableOf(Array<Shape>(COLUMNS).fill(shape), numRows, ++stream, POWER_SEED);
        return Object.values(compareTables(of(from), of(to), SETTINGS).columns);
      }).flat();
      const shares = VERDICTS.map(verdict =>
        percent(columns.filter(column => column.verdict === verdict).length / columns.length)
      );
      const ks = columns.flatMap(column => column.ks ?? []);
      console.log(
        `| ${direction} | ${numRows} | ${columns.length} | ${shares.join(' | ')} | ${mean(columns.map(({ psi }) => psi)).toFixed(2)} | ${ks.length === 0 ? '' : mean(ks).toFixed(2)} |`
      );
    }
