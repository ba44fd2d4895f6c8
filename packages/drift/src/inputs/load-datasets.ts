import { type Bundle, openBundle } from '@espalier/bundle';
import type { Progress } from '@espalier/cli';
import { present } from '@espalier/core';
import type { DatasetSpec, Profile } from '@espalier/core/contracts';
import { readText } from '@espalier/core/files';
import { findSpec, readSpec, type TableSpec } from '@espalier/tables';
import { findColumns } from './find-columns.ts';
import type { SourceNames } from '../output/source-names.ts';
import { parseImportances } from '../model/importance.ts';
import type { FullReport } from '../compare/report-schema.ts';
import type { Sample } from '../pair/sample.ts';
import { checkHasRows, countBlocks } from './check-blocks.ts';
import { checkReference, findAlike } from './check-reference.ts';
import { chooseModels, type ComparedModels } from './choose-model.ts';
import type { Reading } from './bad-cells.ts';
import { type Input, openInput } from './open-input.ts';
import { countDataset, createDataset, type Dataset, readDataset } from './dataset.ts';
import { readPeriod } from './period.ts';
import { findSeason, noSeasonRows } from './season.ts';
import { takeSince } from './since.ts';
import { findRetypedLevels } from './retyped-levels.ts';

export interface CompareInputs {
  readonly ref: string;
  readonly new: string;
  readonly spec?: string;
  readonly bundle?: string;
  /** An earlier reading of the live profile that is the new side. */
  readonly since?: string;
  readonly token?: string | undefined;
  readonly badCells: Reading['badCells'];
  /** Compare with the rows of the reference that are of the same weekdays and hours. */
  readonly season?: 'week';
  /** The column with the time of each row; that of the spec without it. */
  readonly time?: string;
  readonly block?: string;
}

/** Both sides, ready to compare, with the model and the spec. */
export interface Datasets {
  readonly reference: Dataset;
  readonly fresh: Dataset;
  readonly names: SourceNames;
  readonly sources: NonNullable<FullReport['sources']>;
  readonly periods: NonNullable<FullReport['periods']>;
  /** When the rows of a live profile were counted. */
  readonly window: Profile['window'];
  /** The hours of the week that were compared. */
  readonly season: FullReport['season'];
  /** Decides which values may be shown. */
  readonly spec: TableSpec | undefined;
  /** Was no spec given? Then every column is to be compared. */
  readonly isInferred: boolean;
  /** Why the inference of kinds left columns out. */
  readonly reasons: ReadonlyMap<string, string>;
  /** The profiles of the sides that are no tables. */
  readonly profiles: { readonly reference?: Profile; readonly fresh?: Profile };
  /** The column of blocks of rows, and how many of them each side has. */
  readonly block?: NonNullable<FullReport['block']>;
  readonly drift: DatasetSpec['drift'];
  readonly bundle: Bundle | undefined;
  readonly models: ComparedModels;
  readonly importances: ReadonlyMap<string, number> | undefined;
}

/** Open and read both sides: as rows where both have rows, else as counts in the bins of the profile. */
export async function loadDatasets(inputs: CompareInputs, progress: Progress): Promise<Datasets> {
  const reference = await openInput(inputs.ref, inputs.token);
  const fresh = await openFresh(inputs, progress);
  const bundle = await chooseBundle(inputs, reference, fresh);
  const models = chooseModels(reference, fresh, bundle);
  const chosen = await chooseColumns(inputs, reference, fresh, bundle, progress);
  const columns = inputs.time === undefined ? chosen : withTime(chosen, inputs.time);
  const reading: Reading = {
    badCells: inputs.badCells,
    hasMarkers: columns.spec === undefined || columns.isInferred === true,
    block: inputs.block
  };
  if (inputs.block !== undefined) checkHasRows(inputs.block, [reference, fresh]);
  const hours =
    inputs.season === undefined ? undefined : await findSeason(reference, fresh, columns.spec);
  if (hours !== undefined)
    progress.note(`comparing with ${hours.hours.length} of the 168 hours of the week`);
  const [a, b] = await readDatasets(
    reference,
    fresh,
    columns.spec,
    bundle,
    { reference: { ...reading, ...present({ hours }) }, fresh: reading },
    progress
  );
  if (hours !== undefined && a.sample.numRows === 0) throw noSeasonRows(reference.name);
  await checkReference(a, reference, columns.spec, columns.path);
  return {
    reference: a,
    fresh: await withNewLevels(a, b, fresh, columns.spec),
    names: {
      reference: reference.name,
      new: fresh.name,
      ...(columns.path === undefined ? {} : { spec: columns.path }),
      ...(inputs.bundle === undefined ? {} : { bundle: inputs.bundle }),
      ...present({ since: inputs.since, season: inputs.season, time: inputs.time })
    },
    sources: { reference: reference.kind, new: fresh.kind },
    periods: {
      reference: await readPeriod(reference, columns.spec),
      new: await readPeriod(fresh, columns.spec)
    },
    window: fresh.kind === 'profile' ? fresh.profile.window : undefined,
    season:
      inputs.season === undefined
        ? undefined
        : { by: inputs.season, hours: hours?.hours.length ?? 168 },
    spec: columns.spec,
    isInferred: columns.spec === undefined || columns.isInferred === true,
    reasons: columns.reasons ?? new Map(),
    profiles: present({
      reference: reference.kind === 'table' ? undefined : profileOf(reference),
      fresh: fresh.kind === 'table' ? undefined : profileOf(fresh)
    }),
    ...present({ block: inputs.block === undefined ? undefined : countBlocks(inputs.block, a, b) }),
    drift: columns.drift,
    bundle,
    models,
    importances: await readImportances(inputs, reference, fresh)
  };
}

/** The spec with another column for the time of each row. */
function withTime(chosen: ChosenSpec, time: string): ChosenSpec {
  return chosen.spec === undefined ? chosen : { ...chosen, spec: { ...chosen.spec, time } };
}

async function openFresh(
  { new: text, since, token }: CompareInputs,
  progress: Progress
): Promise<Input> {
  const fresh = await openInput(text, token);
  const input = since === undefined ? fresh : takeSince(fresh, await openInput(since, token, true));
  if (input.kind !== 'profile' || input.profile.window === undefined) return input;
  const { from, to, complete } = input.profile.window;
  progress.note(`${input.profile.rows} rows counted from ${from} to ${to}`);
  if (!complete)
    progress.note(
      '  not all that was asked for: the version was loaded later, or a worker of the server ended'
    );
  return input;
}

async function chooseBundle(
  { bundle }: CompareInputs,
  reference: Input,
  fresh: Input
): Promise<Bundle | undefined> {
  if (bundle !== undefined) return openBundle(bundle);
  if (reference.kind === 'bundle') return reference.bundle;
  return fresh.kind === 'bundle' ? fresh.bundle : undefined;
}

interface ChosenSpec {
  readonly spec: TableSpec | undefined;
  readonly drift: DatasetSpec['drift'];
  readonly path?: string;
  readonly isInferred?: boolean;
  readonly reasons?: ReadonlyMap<string, string>;
}

/** Take the named spec, else that of the bundle, else the one beside a table; profiles alone need none. */
async function chooseColumns(
  inputs: CompareInputs,
  reference: Input,
  fresh: Input,
  bundle: Bundle | undefined,
  progress: Progress
): Promise<ChosenSpec> {
  if (inputs.spec === undefined && bundle !== undefined)
    return { spec: bundle.spec, drift: bundle.spec.drift };
  const [first, second] = [reference, fresh].flatMap(input =>
    input.kind === 'table' ? [input.paths[0]!] : []
  );
  if (inputs.spec !== undefined && (reference.kind !== 'table' || fresh.kind !== 'table')) {
    const spec = await readSpec(inputs.spec);
    return { spec, drift: spec.drift, path: inputs.spec };
  }
  if (first === undefined || second === undefined) {
    const found = first === undefined ? undefined : await findSpec(first);
    if (found === undefined) return { spec: undefined, drift: {} };
    progress.note(`using the dataset spec ${found.path}`);
    return { spec: found.spec, drift: found.spec.drift, path: found.path };
  }
  return findColumns(first, second, inputs.spec, progress);
}

async function readDatasets(
  reference: Input,
  fresh: Input,
  spec: TableSpec | undefined,
  bundle: Bundle | undefined,
  readings: { readonly reference: Reading; readonly fresh: Reading },
  progress: Progress
): Promise<[Dataset, Dataset]> {
  if (reference.kind === 'table' && fresh.kind === 'table' && spec !== undefined)
    return inOrder(
      progress,
      readDataset(reference.paths, spec, bundle, readings.reference, progress),
      held => readDataset(fresh.paths, spec, bundle, readings.fresh, held)
    );
  const sideOf = (input: Input, other: Input, how: Reading): Promise<Dataset> | Dataset =>
    input.kind === 'table'
      ? countDataset(input.paths, profileOf(other), spec, bundle, how, progress)
      : createDataset(profileOf(input), bundle);
  return [
    await sideOf(reference, fresh, readings.reference),
    await sideOf(fresh, reference, readings.fresh)
  ];
}

/** Two pieces of work at the same time: one waits for DuckDB while the other computes. Notes and failures come in order. */
async function inOrder<T>(
  progress: Progress,
  first: Promise<T>,
  startSecond: (held: Progress) => Promise<T>
): Promise<[T, T]> {
  const notes: string[] = [];
  const held = { ...progress, note: (text: string) => notes.push(text) };
  const [a, b] = await Promise.allSettled([first, startSecond(held)]);
  if (a.status === 'rejected') throw a.reason;
  for (const note of notes) progress.note(note);
  if (b.status === 'rejected') throw b.reason;
  return [a.value, b.value];
}

function profileOf(input: Input): Profile {
  if (input.kind === 'table') throw new RangeError('Cannot take a profile of a table here');
  return input.kind === 'bundle' ? input.bundle.profile : input.profile;
}

/** Look closer at levels that the reference does not have. */
async function withNewLevels(
  reference: Dataset,
  fresh: Dataset,
  input: Input,
  spec: TableSpec | undefined
): Promise<Dataset> {
  if (input.kind !== 'table') return fresh;
  const { sample } = fresh;
  const more = await findRetypedLevels(
    reference.sample,
    sample,
    input.paths,
    spec ?? { trim: false }
  );
  const faults: Sample['faults'] = new Map([...sample.faults, ...more]);
  const retyped = { ...fresh, sample: { ...sample, faults } };
  const alike = await findAlike(reference, retyped, input, spec);
  return { ...retyped, sample: { ...retyped.sample, alike } };
}

async function readImportances(
  { bundle }: CompareInputs,
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
