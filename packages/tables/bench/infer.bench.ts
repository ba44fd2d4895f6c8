import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { normal, randomSeeded } from '@espalier/core';
import { inferColumns } from '@espalier/tables';
import { DuckDBInstance } from '@duckdb/node-api';

/**
 * Inference of kinds beside DuckDB's own SUMMARIZE of the same file, in turns: processor and wall seconds, medians of the
 * rounds, and the ratio of processor seconds.
 */
const SHAPES = [
  [50_000, 20],
  [100, 150],
  [100, 300],
  [100, 600],
  [100, 1500],
  [20_000, 250],
  [20_000, 500]
] as const;
const ROUNDS = 3;

interface Cost {
  readonly cpu: number;
  readonly wall: number;
}

async function measure(run: () => Promise<unknown>): Promise<Cost> {
  const before = process.cpuUsage();
  const start = performance.now();
  await run();
  const { user, system } = process.cpuUsage(before);
  return { cpu: (user + system) / 1e6, wall: (performance.now() - start) / 1e3 };
}

async function summarize(path: string): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.runAndReadAll(`SUMMARIZE SELECT * FROM read_csv('${path}')`);
  connection.closeSync();
  instance.closeSync();
}

/** A table of numbers, every fifth column of words. */
function tableOf(numRows: number, numColumns: number): string {
  const random = randomSeeded(numRows + numColumns);
  const words = ['north', 'east', 'south', 'west'];
  const lines = [Array.from({ length: numColumns }, (_, j) => `f${j}`).join(',')];
  for (let i = 0; i < numRows; ++i)
    lines.push(
      Array.from({ length: numColumns }, (_, j) =>
        j % 5 === 4 ? words[Math.floor(4 * random())]! : normal(random).toFixed(3)
      ).join(',')
    );
  return `${lines.join('\n')}\n`;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1]!;
}

const folder = await mkdtemp(join(tmpdir(), 'espalier-bench-'));
try {
  console.log(
    `load ${loadavg()[0]!.toFixed(1)}, Node ${process.version}, ${ROUNDS} rounds in turns`
  );
  for (const [numRows, numColumns] of SHAPES) {
    const path = join(folder, `${numRows}x${numColumns}.csv`);
    await writeFile(path, tableOf(numRows, numColumns));
    const ours: Cost[] = [];
    const theirs: Cost[] = [];
    for (let round = 0; round < ROUNDS; ++round) {
      ours.push(await measure(() => inferColumns(path)));
      theirs.push(await measure(() => summarize(path)));
    }
    const [a, b] = [ours, theirs].map(costs => ({
      cpu: median(costs.map(({ cpu }) => cpu)),
      wall: median(costs.map(({ wall }) => wall))
    })) as [Cost, Cost];
    console.log(
      `${numRows} x ${numColumns}: infer ${a.cpu.toFixed(2)} s of processor, ${a.wall.toFixed(2)} s; SUMMARIZE ${b.cpu.toFixed(2)} s, ${b.wall.toFixed(2)} s; ratio ${(a.cpu / b.cpu).toFixed(2)}`
    );
  }
} finally {
  await rm(folder, { recursive: true });
}
