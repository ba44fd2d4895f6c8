import type { Progress } from '@espalier/cli';
import { EspalierError, specColumns } from '@espalier/core';
import { type DatasetSpec, type Feature, plainFeature } from '@espalier/core/contracts';
import { findSpec, inferColumns, readingOf, readTable, type TableSpec } from '@espalier/tables';

/** The spec to read the tables by, and its thresholds. */
export interface ComparedColumns {
  readonly spec: TableSpec;
  readonly drift: DatasetSpec['drift'];
  /** Path of the spec, where there is one. */
  readonly path?: string;
  /** Were the kinds of all columns inferred? */
  readonly isInferred: boolean;
}

/** Take the named spec, else that of the reference, else that of the new table; else infer one from the reference. */
export async function findColumns(
  reference: string,
  fresh: string,
  named: string | undefined,
  progress: Progress
): Promise<ComparedColumns> {
  const found =
    (await findSpec(reference, named)) ?? (named === undefined ? await findSpec(fresh) : undefined);
  if (found === undefined)
    return { spec: await inferAll(reference, progress), drift: {}, isInferred: true };
  progress.note(`using the dataset spec ${found.path}`);
  const { spec, path } = found;
  const isBare = Object.keys(spec.features).length === 0;
  return {
    spec: isBare ? await withInferred(reference, spec, progress) : spec,
    drift: spec.drift,
    path,
    isInferred: isBare
  };
}

/** A spec that names no feature, with those of the reference. */
async function withInferred(
  reference: string,
  spec: DatasetSpec,
  progress: Progress
): Promise<DatasetSpec> {
  const found = await inferColumns(reference, { ignored: specColumns(spec), rules: spec });
  progress.note(`it names no features: kinds are inferred from ${reference}`);
  for (const { column, as, because } of found.inferences)
    if (as === 'ignored') progress.note(`  but not ${column}: ${because}`);
  return {
    ...spec,
    features: found.spec.features,
    ignore: [...spec.ignore, ...found.spec.ignore]
  };
}

/** Infer every column of the reference except identifiers and dates: their values never repeat. */
async function inferAll(reference: string, progress: Progress): Promise<TableSpec> {
  const { spec, inferences } = await inferColumns(reference);
  const constant = await constantColumns(reference, spec);
  const features = { ...spec.features, ...constant };
  if (Object.keys(features).length === 0)
    throw new EspalierError(
      'E_SPEC_INVALID',
      `Cannot find a column to compare in "${reference}": all look like identifiers or dates`,
      'Pass tables with columns that describe rows, or write a dataset spec'
    );
  progress.note(
    `no dataset spec: kinds are inferred from ${reference}, and every column is compared`
  );
  for (const { column, because } of inferences)
    if (!Object.hasOwn(features, column)) progress.note(`  but not ${column}: ${because}`);
  return {
    ...spec,
    features,
    ignore: spec.ignore.filter(column => !Object.hasOwn(features, column))
  };
}

/** Columns with at most one value: useless for training, but they may change. */
async function constantColumns(
  reference: string,
  spec: TableSpec
): Promise<DatasetSpec['features']> {
  const names = spec.ignore;
  if (names.length === 0) return {};
  const features = Object.fromEntries(names.map(name => [name, plainFeature('category')]));
  const { table } = await readTable(
    reference,
    { ...readingOf(spec), features, ignore: [], sensitive: [] },
    { target: 'skip', policies: 'ignore' }
  );
  return Object.fromEntries(
    table.columns.flatMap((column): [string, Feature][] => {
      if (column.kind !== 'category' || column.levels.length > 1) return [];
      const [only] = column.levels;
      return [
        [column.name, plainFeature(only !== undefined && isNumber(only) ? 'number' : 'category')]
      ];
    })
  );
}

function isNumber(text: string): boolean {
  return text.trim() !== '' && Number.isFinite(Number(text));
}
