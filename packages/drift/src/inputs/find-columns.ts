import type { Progress } from '@espalier/cli';
import { EspalierError, specColumns } from '@espalier/core';
import { type DatasetSpec, type Feature, plainFeature } from '@espalier/core/contracts';
import {
  findSpec,
  inferColumns,
  type Inference,
  MARKERS,
  readingOf,
  readTable,
  type TableSpec
} from '@espalier/tables';

/** The spec to read the tables by, and its thresholds. */
export interface ComparedColumns {
  readonly spec: TableSpec;
  readonly drift: DatasetSpec['drift'];
  /** Path of the spec, where there is one. */
  readonly path?: string;
  /** Were the kinds of all columns inferred? */
  readonly isInferred: boolean;
  /** Why columns were left out by inference. */
  readonly reasons: ReadonlyMap<string, string>;
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
  if (found === undefined) return inferAll(reference, progress);
  progress.note(`using the dataset spec ${found.path}`);
  const { spec, path } = found;
  const known = { drift: spec.drift, path };
  return Object.keys(spec.features).length === 0
    ? { ...known, ...(await withInferred(reference, spec, progress)), isInferred: true }
    : { ...known, spec, isInferred: false, reasons: new Map() };
}

/** A spec that names no feature, with those of the reference. */
async function withInferred(
  reference: string,
  spec: DatasetSpec,
  progress: Progress
): Promise<Pick<ComparedColumns, 'spec' | 'reasons'>> {
  const found = await inferColumns(reference, { ignored: specColumns(spec), rules: spec });
  progress.note(`it names no features: kinds are inferred from ${reference}`);
  noteMarkers(found.spec.features, progress);
  return {
    spec: {
      ...spec,
      features: found.spec.features,
      ignore: [...spec.ignore, ...found.spec.ignore]
    },
    reasons: reasonsOf(found.inferences)
  };
}

/** Infer every column of the reference, dates among them; identifiers and free text are left out. */
async function inferAll(reference: string, progress: Progress): Promise<ComparedColumns> {
  const { spec, inferences } = await inferColumns(reference, {
    rules: { trim: true, dates: 'parts' },
    unclearDates: 'ignore'
  });
  const constant = await constantColumns(reference, spec);
  const features = { ...spec.features, ...constant };
  if (Object.keys(features).length === 0)
    throw new EspalierError(
      'E_SPEC_INVALID',
      `Cannot find a column to compare in "${reference}": all look like identifiers or free text`,
      'Pass tables with columns that describe rows, or write a dataset spec'
    );
  progress.note(
    `no dataset spec: kinds are inferred from ${reference}, and every column is compared`
  );
  noteMarkers(spec.features, progress);
  return {
    spec: {
      ...spec,
      features,
      ignore: spec.ignore.filter(column => !Object.hasOwn(features, column))
    },
    drift: {},
    isInferred: true,
    reasons: reasonsOf(inferences)
  };
}

/** Say which texts are read as missing cells. */
function noteMarkers(features: DatasetSpec['features'], progress: Progress): void {
  for (const [column, { missing_values: texts = [] }] of Object.entries(features))
    if (texts.length > 0) progress.note(`  ${column}: ${texts.join(', ')} is read as missing`);
}

function reasonsOf(inferences: readonly Inference[]): ReadonlyMap<string, string> {
  return new Map(
    inferences.flatMap(({ column, as, because }) =>
      as === 'ignored' ? [[column, because] as const] : []
    )
  );
}

/** Columns with at most one value: useless for training, but they may change. */
async function constantColumns(
  reference: string,
  spec: TableSpec
): Promise<DatasetSpec['features']> {
  const names = spec.ignore;
  if (names.length === 0) return {};
  const plain = (kind: 'number' | 'category'): Feature => ({
    ...plainFeature(kind),
    missing_values: [...MARKERS]
  });
  const features = Object.fromEntries(names.map(name => [name, plain('category')]));
  const { table } = await readTable(
    reference,
    { ...readingOf(spec), features, ignore: [], sensitive: [] },
    { target: 'skip', policies: 'ignore' }
  );
  return Object.fromEntries(
    table.columns.flatMap((column): [string, Feature][] => {
      if (column.kind !== 'category' || column.levels.length > 1) return [];
      const [only] = column.levels;
      return [[column.name, plain(only !== undefined && isNumber(only) ? 'number' : 'category')]];
    })
  );
}

function isNumber(text: string): boolean {
  return text.trim() !== '' && Number.isFinite(Number(text));
}
