import { type Bundle, openBundle } from '@espalier/bundle';
import { type Progress } from '@espalier/cli';
import { type DatasetSpec, type Profile } from '@espalier/core/contracts';
import { readText } from '@espalier/core/files';
import { findSpec, readSpec, type TableSpec } from '@espalier/tables';
import { findColumns } from '../find-columns.ts';
import { parseImportances } from '../model/importance.ts';
import { type FullReport } from '../report-schema.ts';
import { type Sample } from '../sample.ts';
import { type Input, openInput } from './open-input.ts';
import { type Side, sideOfCounts, sideOfProfile, sideOfRows } from './load-side.ts';
import { findRetypedLevels } from './retyped-levels.ts';

export interface Wish {
  readonly ref: string;
  readonly new: string;
  readonly spec?: string;
  readonly bundle?: string;
  readonly token?: string | undefined;
}

/** Both sides, ready to compare, and what is known beside them. */
export interface Sides {
  readonly reference: Side;
  readonly fresh: Side;
  readonly names: { readonly reference: string; readonly new: string };
  readonly sources: NonNullable<FullReport['sources']>;
  /** Decides what may be shown. */
  readonly spec: TableSpec | undefined;
  readonly drift: DatasetSpec['drift'];
  readonly bundle: Bundle | undefined;
  readonly importances: ReadonlyMap<string, number> | undefined;
}

/** Open what --ref and --new name and read it: rows where both have rows, else counts in the bins of the profile. */
export async function loadSides(wish: Wish, progress: Progress): Promise<Sides> {
  const reference = await openInput(wish.ref, wish.token);
  const fresh = await openInput(wish.new, wish.token);
  const bundle = await chooseBundle(wish, reference, fresh);
  const columns = await chooseColumns(wish, reference, fresh, bundle, progress);
  const [a, b] = await readSides(reference, fresh, columns.spec, bundle, progress);
  return {
    reference: a,
    fresh: await withRetypedLevels(a, b, fresh, columns.spec),
    names: { reference: reference.name, new: fresh.name },
    sources: { reference: reference.kind, new: fresh.kind },
    spec: columns.spec,
    drift: columns.drift,
    bundle,
    importances: await readImportances(wish, reference, fresh)
  };
}

async function chooseBundle(
  { bundle }: Wish,
  reference: Input,
  fresh: Input
): Promise<Bundle | undefined> {
  if (bundle !== undefined) return openBundle(bundle);
  if (reference.kind === 'bundle') return reference.bundle;
  return fresh.kind === 'bundle' ? fresh.bundle : undefined;
}

/** The spec that is named, that of the bundle, that beside a table; where only profiles are known their columns speak for themselves. */
async function chooseColumns(
  wish: Wish,
  reference: Input,
  fresh: Input,
  bundle: Bundle | undefined,
  progress: Progress
): Promise<{ spec: TableSpec | undefined; drift: DatasetSpec['drift'] }> {
  if (wish.spec === undefined && bundle !== undefined)
    return { spec: bundle.spec, drift: bundle.spec.drift };
  const [first, second] = [reference, fresh].flatMap(input =>
    input.kind === 'table' ? [input.paths[0]!] : []
  );
  if (wish.spec !== undefined && (reference.kind !== 'table' || fresh.kind !== 'table')) {
    const spec = await readSpec(wish.spec);
    return { spec, drift: spec.drift };
  }
  if (first === undefined || second === undefined) {
    const found = first === undefined ? undefined : await findSpec(first);
    if (found === undefined) return { spec: undefined, drift: {} };
    progress.note(`using the dataset spec ${found.path}`);
    return { spec: found.spec, drift: found.spec.drift };
  }
  const { spec, drift } = await findColumns(first, second, wish.spec, progress);
  return { spec, drift };
}

async function readSides(
  reference: Input,
  fresh: Input,
  spec: TableSpec | undefined,
  bundle: Bundle | undefined,
  progress: Progress
): Promise<[Side, Side]> {
  if (reference.kind === 'table' && fresh.kind === 'table' && spec !== undefined)
    return [
      await sideOfRows(reference.paths, spec, bundle, progress),
      await sideOfRows(fresh.paths, spec, bundle, progress)
    ];
  const sideOf = (input: Input, other: Input): Promise<Side> | Side =>
    input.kind === 'table'
      ? sideOfCounts(input.paths, profileOf(other), spec, bundle, progress)
      : sideOfProfile(profileOf(input), bundle);
  return [await sideOf(reference, fresh), await sideOf(fresh, reference)];
}

function profileOf(input: Input): Profile {
  if (input.kind === 'table') throw new RangeError('Cannot take a profile of a table here');
  return input.kind === 'bundle' ? input.bundle.profile : input.profile;
}

async function withRetypedLevels(
  reference: Side,
  fresh: Side,
  input: Input,
  spec: TableSpec | undefined
): Promise<Side> {
  if (input.kind !== 'table') return fresh;
  const { sample } = fresh;
  const more = await findRetypedLevels(reference.sample, sample, input.paths, spec?.trim ?? false);
  const faults: Sample['faults'] = new Map([...sample.faults, ...more]);
  return { ...fresh, sample: { ...sample, faults } };
}

async function readImportances(
  { bundle }: Wish,
  reference: Input,
  fresh: Input
): Promise<ReadonlyMap<string, number> | undefined> {
  const folder = [reference, fresh].find(({ kind }) => kind === 'bundle')?.name;
  const chosen = bundle ?? folder;
  if (chosen === undefined) return undefined;
  try {
    return parseImportances(await readText(`${chosen}/feature_importances.csv`));
  } catch {
    // A bundle need not have the file.
    return undefined;
  }
}
