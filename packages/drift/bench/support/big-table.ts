import { existsSync, linkSync, mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { normal, randomSeeded } from '@espalier/core';
import { queryRows, sqlText, withDuck } from '../../../tables/src/duckdb.ts';

export const CACHE = fileURLToPath(new URL('../../../../node_modules/.cache/', import.meta.url));
const FOLDER = `${CACHE}bench-data/drift`;

/** Sixteen numbers of four shapes, some with holes, and four categories; `shift` moves every fourth number. */
function select(numRows: number, seed: number, shift: number): string {
  const draw = (i: number): string =>
    `(hash(range * 64 + ${i} + ${seed * 7919}) / 18446744073709551616.0)`;
  const normal = (i: number): string =>
    `sqrt(-2 * ln(1 - ${draw(2 * i)})) * cos(6.283185307179586 * ${draw(2 * i + 1)})`;
  const numbers = Array.from({ length: 16 }, (_, i) => {
    const x = `(${normal(i)} + ${i % 4 === 0 ? shift : 0})`;
    const shapes = [
      x,
      `exp(${x} / 2)`,
      `round(${x} * 8) / 8`,
      `CASE WHEN ${draw(i + 40)} < 0.1 THEN NULL ELSE ${x} END`
    ];
    return `CAST(${shapes[i % 4]!} AS DOUBLE) AS num_${i}`;
  });
  const categories = [3, 8, 20, 50].map(
    (n, i) => `'level ' || CAST(floor(pow(${draw(50 + i)}, 1.7) * ${n}) AS INTEGER) AS cat_${i}`
  );
  return `SELECT ${[...numbers, ...categories].join(', ')} FROM range(${numRows})`;
}

/** The path of a Parquet file of so many rows and 20 columns; made at the first call. */
export async function bigTable(numRows: number, seed: number, shift = 0): Promise<string> {
  const path = `${FOLDER}/${numRows}_${seed}_${shift}.parquet`;
  if (existsSync(path)) return path;
  mkdirSync(FOLDER, { recursive: true });
  console.log(`Making ${path} ...`);
  await withDuck(connection =>
    queryRows(
      connection,
      `COPY (${select(numRows, seed, shift)}) TO ${sqlText(path)} (FORMAT parquet)`
    )
  );
  return path;
}

/** A pattern of ten files that are one and the same. */
export function tenfold(path: string): string {
  const folder = `${FOLDER}/ten`;
  mkdirSync(folder, { recursive: true });
  for (let i = 0; i < 10; ++i)
    if (!existsSync(`${folder}/${i}.parquet`)) linkSync(path, `${folder}/${i}.parquet`);
  return `${folder}/*.parquet`;
}

/** The path of a CSV of 100 rows and 200 columns of normal numbers. */
export function wideTable(seed: number): string {
  mkdirSync(FOLDER, { recursive: true });
  const random = randomSeeded(seed);
  const line = (cell: (i: number) => string): string =>
    Array.from({ length: 200 }, (_, i) => cell(i)).join(',');
  const rows = Array.from({ length: 100 }, () => line(() => normal(random).toFixed(6)));
  const path = `${FOLDER}/wide_${seed}.csv`;
  writeFileSync(path, `${[line(i => `c${i}`), ...rows].join('\n')}\n`);
  return path;
}
