// How often the domain classifier tells apart samples of one distribution, and samples that differ in dependence alone: two normal columns of
// unchanged margins whose correlation changes. `node ... domain.bench.ts 100` makes fewer runs.
import { type Column, normal, type Random, randomSeeded, type Table } from '@espalier/core';
import { classifyDomain } from '../src/model/domain-classifier.ts';
import { drawTable } from '../test/support/tables.ts';
import { churnTable } from './support/churn-tables.ts';

const RUNS = Number(process.argv[2] ?? 1000);
const SEED = 2024;

/** Two correlated normal columns beside the mixed ones. */
function correlated(numRows: number, random: Random, correlation: number): Table {
  const table = drawTable(numRows, random);
  const a = Float64Array.from({ length: numRows }, () => normal(random));
  const b = a.map(x => correlation * x + Math.sqrt(1 - correlation ** 2) * normal(random));
  const columns: Column[] = [
    ...table.columns,
    { kind: 'number', name: 'a', values: a },
    { kind: 'number', name: 'b', values: b }
  ];
  return { numRows, columns };
}

type Draw = (numRows: number, random: Random) => Table;

async function tell(
  what: string,
  numRows: number,
  runs: number,
  [before, after]: readonly [Draw, Draw]
): Promise<void> {
  const areas: number[] = [];
  let apart = 0;
  for (let run = 0; run < runs; ++run) {
    const random = randomSeeded(SEED + numRows, run);
    const found = await classifyDomain(before(numRows, random), after(numRows, random));
    areas.push(found!.roc_auc);
    apart += Number(found!.told_apart);
  }
  const mean = areas.reduce((a, b) => a + b, 0) / runs;
  const deviation = Math.sqrt(areas.reduce((a, b) => a + (b - mean) ** 2, 0) / runs);
  console.log(
    `| ${what} | ${numRows} | ${runs} | ${((100 * apart) / runs).toFixed(1)} % | ${mean.toFixed(3)} | ${deviation.toFixed(3)} |`
  );
}

console.log(`seed ${SEED} plus the rows of a side\n`);
console.log(
  '| change | rows on each side | runs | told apart | mean ROC-AUC | its deviation |\n|---|---:|---:|---:|---:|---:|'
);
const same = <T>(draw: T): readonly [T, T] => [draw, draw];
for (const numRows of [300, 1000]) {
  await tell('none, 8 mixed columns', numRows, RUNS, same(drawTable));
  await tell('none, 12 columns of churn', numRows, RUNS, same(churnTable));
  for (const correlation of [0.6, 0, -0.9])
    await tell(
      `correlation 0.9 becomes ${correlation}, margins unchanged`,
      numRows,
      Math.ceil(RUNS / 10),
      [(n, random) => correlated(n, random, 0.9), (n, random) => correlated(n, random, correlation)]
    );
}
