// Accuracy and time on four public tables, 5 seeds each. usage: tables.bench.ts [seeds] [part of a table's name]
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Dataset, Feature } from '../src/dataset.ts';
import { createRandom } from './support/data.ts';
import { storeData } from './support/store.ts';
import { describeMachine, type EngineName, takeTurns } from './support/turns.ts';

const SHARED = fileURLToPath(new URL('../../../../shared/data/bench/', import.meta.url));
const seeds = Number(process.argv[2] ?? 5);
const only = process.argv[3] ?? '';

/** Cells of a delimited file without quotes. */
function readCells(file: string, separator: string): string[][] {
  const lines = readFileSync(`${SHARED}${file}`, 'utf8').trim().split(/\r?\n/);
  return lines.map(line => line.split(separator));
}

/** A number column, or codes of the distinct texts in order of appearance. */
function toFeature(cells: readonly string[], isCategory: boolean): Feature {
  if (!isCategory) return { kind: 'number', values: Float64Array.from(cells, Number) };
  const codeOf = new Map<string, number>();
  const codes = Int32Array.from(cells, cell => {
    if (!codeOf.has(cell)) codeOf.set(cell, codeOf.size);
    return codeOf.get(cell)!;
  });
  return { kind: 'category', codes, numLevels: codeOf.size };
}

/** Rows in a seeded random order, so that the held-out ones are no special part of the file. */
function shuffle(rows: string[][]): string[][] {
  const random = createRandom(11);
  for (let i = rows.length - 1; i > 0; --i) {
    const j = Math.floor(random() * (i + 1));
    [rows[i], rows[j]] = [rows[j]!, rows[i]!];
  }
  return rows;
}

function toDataset(
  rows: string[][],
  target: number,
  isCategory: (column: number) => boolean
): Dataset {
  const columns = rows[0]!.map((_, c) => c).filter(c => c !== target);
  return {
    numRows: rows.length,
    features: columns.map(c =>
      toFeature(
        rows.map(row => row[c]!),
        isCategory(c)
      )
    ),
    labels: Uint8Array.from(rows, row => Number(row[target]))
  };
}

interface Table {
  readonly name: string;
  readonly share: number;
  readonly read: () => Dataset;
}

const TABLES: readonly Table[] = [
  {
    name: 'amazon_access',
    share: 0.7,
    read: () =>
      toDataset(shuffle(readCells('amazon_access/train.csv', ',').slice(1)), 0, () => true)
  },
  {
    name: 'credit_default',
    share: 0.7,
    read: () => {
      const cells = readCells('credit_default/UCI_Credit_Card.csv', ',').slice(1);
      const rows = shuffle(cells.map(row => row.slice(1)));
      return toDataset(rows, 23, c => c >= 1 && c <= 3);
    }
  },
  {
    name: 'flight_delays',
    share: 0.75,
    read: () => {
      const train = readCells('flight_delays/flight_delays_train.csv', ',').slice(1);
      const valid = readCells('flight_delays/flight_delays_valid.csv', ',').slice(1);
      return toDataset([...train, ...valid], 11, c => ![2, 6, 7, 8].includes(c));
    }
  },
  {
    name: 'higgs_7k',
    share: 7000 / 7500,
    read: () => {
      const train = readCells('higgs_7k/binary.train', '\t');
      const test = readCells('higgs_7k/binary.test', '\t');
      return toDataset([...train, ...test], 0, () => false);
    }
  }
];

console.log(describeMachine());
for (const { name, share, read } of TABLES) {
  if (!name.includes(only)) continue;
  if (!existsSync(`${SHARED}${name}`)) {
    console.log(`${name} is left out: ../shared/data/bench/${name} is not there`);
    continue;
  }
  const folder = storeData(name, share, read);
  const params = { numIterations: 100, numLeaves: 31, seed: 0 };
  const engines = (['espalier', 'lightgbm'] as const).flatMap(engine =>
    [1, 2].map((numThreads): [EngineName, typeof params & { numThreads: number }] => [
      engine,
      { ...params, numThreads }
    ])
  );
  console.log(`\n${name}, ${seeds} seeds`);
  console.table(takeTurns(engines, folder, seeds));
}
