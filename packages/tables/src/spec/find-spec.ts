import { readdir } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import type { DatasetSpec } from '@espalier/core/contracts';
import { specColumns } from '@espalier/core';
import { parseDatasetSpec } from '@espalier/core/contracts';
import { EspalierError } from '@espalier/core';
import { readText } from '@espalier/core/files';
import { readColumnNames } from '../read-table.ts';

export interface FoundSpec {
  readonly spec: DatasetSpec;
  readonly path: string;
}

/** Read one dataset spec. */
export async function readSpec(path: string): Promise<DatasetSpec> {
  return parseDatasetSpec(await readText(path), path);
}

/**
 * The spec that belongs to a table: the one named, else the YAML of the table's base name, else the single spec of that
 * folder whose columns are those of the header. Undefined when there is none.
 */
export async function findSpec(table: string, named?: string): Promise<FoundSpec | undefined> {
  if (named !== undefined) return { spec: await readSpec(named), path: named };
  const folder = dirname(table);
  const specs = (await filesIn(folder)).filter(name => /\.ya?ml$/i.test(name)).sort();
  const base = basename(table, extname(table));
  const own = specs.find(name => basename(name, extname(name)) === base);
  if (own !== undefined)
    return { spec: await readSpec(join(folder, own)), path: join(folder, own) };
  const fitting: FoundSpec[] = [];
  for (const name of specs) {
    const path = join(folder, name);
    const spec = await readSpecOrNothing(path);
    if (spec !== undefined && (await hasColumnsOf(table, spec))) fitting.push({ spec, path });
  }
  return fitting.length === 1 ? fitting[0] : undefined;
}

async function filesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch {
    // Reading the table itself fails with the better message.
    return [];
  }
}

/** A folder of tables may hold YAML files that are not specs. */
async function readSpecOrNothing(path: string): Promise<DatasetSpec | undefined> {
  try {
    return await readSpec(path);
  } catch (error) {
    if (error instanceof EspalierError) return undefined;
    throw error;
  }
}

async function hasColumnsOf(table: string, spec: DatasetSpec): Promise<boolean> {
  const names = new Set(await readColumnNames(table, spec));
  const columns = specColumns(spec);
  return names.size === columns.length && columns.every(column => names.has(column));
}
