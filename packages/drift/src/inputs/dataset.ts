import type { Bundle } from '@espalier/bundle';
import type { Progress } from '@espalier/cli';
import { type Column, present, type Table } from '@espalier/core';
import type { NumberProfile, Profile } from '@espalier/core/contracts';
import { readingOf, streamTable, type TableSpec } from '@espalier/tables';
import type { LabelCounts } from '../model/compare-scores.ts';
import { createLabelledRows, type Labelled, readLabels } from '../model/labelled.ts';
import { createScoreCounter, type ScoreCounts, spreadScores } from '../model/score-counts.ts';
import {
  createProfileSample,
  type Sample,
  type SampleColumn,
  type SampleFault
} from '../pair/sample.ts';
import { type BadColumns, createBadCounter, type Reading } from './bad-cells.ts';
import { type ColumnSelection, createProfileSpec, selectColumns } from './columns.ts';
import { addBlock, createCounters } from './count-rows.ts';
import { createRowSample, emptyColumn, readRows } from './read-rows.ts';

/** One side of the comparison. */
export interface Dataset {
  readonly sample: Sample;
  /** The rows themselves, where they are kept. */
  readonly table?: Table;
  /** The model's probabilities: in hundredths, and fine enough to estimate with. */
  readonly scores?: { readonly profile: NumberProfile; readonly counts: ScoreCounts };
  readonly labels?: LabelCounts;
  /** Scored rows with a label. */
  readonly labelled?: Labelled;
  /** All its columns, compared or not. */
  readonly names: readonly string[];
}

type Kinds = (name: string) => 'number' | 'category';

/** Create a dataset from a profile. */
export function createDataset(profile: Profile, bundle: Bundle | undefined): Dataset {
  const { scores, labels } = profile;
  return {
    names: Object.keys(profile.columns),
    sample: createProfileSample(profile),
    ...(scores === undefined || scores.count === 0
      ? {}
      : {
          scores: {
            profile: scores,
            counts: spreadScores(scores, bundle?.decision.threshold ?? 0.5)
          }
        }),
    ...(labels === undefined ? {} : { labels })
  };
}

/** Read tables into memory. */
export async function readDataset(
  paths: readonly string[],
  spec: TableSpec,
  bundle: Bundle | undefined,
  reading: Reading,
  progress: Progress
): Promise<Dataset> {
  const wanted = await selectColumns(paths[0]!, spec);
  const rows = await readRows(paths, wanted, reading);
  noteRead(rows.table.numRows, paths, rows.bad, progress);
  const kindOf: Kinds = name =>
    (spec.features[name]?.kind ?? 'category') === 'category' ? 'category' : 'number';
  const sample = createRowSample(rows, kindOf);
  const canScore = bundle !== undefined && hasFeatures(rows.table, bundle);
  const labels = rows.target === undefined ? undefined : countLabels(rows.target);
  return {
    names: wanted.names,
    sample,
    table: rows.table,
    ...(canScore ? scoreRows(rows.table, rows.target, bundle) : {}),
    ...present({ labels })
  };
}

/** Stream tables and count them in the bins of the other side's profile, in constant memory. */
export async function countDataset(
  paths: readonly string[],
  other: Profile,
  given: TableSpec | undefined,
  bundle: Bundle | undefined,
  reading: Reading,
  progress: Progress
): Promise<Dataset> {
  const needed =
    bundle === undefined ? given : { ...bundle.spec, ...readingOf(given ?? bundle.spec) };
  const wanted = await selectColumns(paths[0]!, createProfileSpec(other, needed));
  const features = Object.keys(bundle?.spec.features ?? {});
  const canScore =
    bundle !== undefined && features.every(name => Object.hasOwn(wanted.spec.features, name));
  const counters = createCounters(other.columns);
  const scored = createScoreCounter(bundle?.decision.threshold ?? 0.5);
  const labels = createLabelCounter(wanted);
  const labelled = bundle && createLabelledRows(bundle);
  const badCounter = createBadCounter(reading);
  let numRows = 0;
  for (const path of paths) {
    const onBlock = (block: Table): void => {
      addBlock(counters, block);
      const known = labels.add(block);
      if (!canScore) return;
      const probabilities = bundle.score(block);
      scored.add(probabilities);
      if (known !== undefined) labelled?.add(block, known, probabilities);
    };
    const streamed = await streamTable(
      path,
      wanted.spec,
      onBlock,
      badCounter.policy,
      reading.hours
    );
    numRows += streamed.numRows;
    badCounter.add(streamed.badCells);
  }
  const bad = badCounter.columns(name => counters.get(name)?.counts().profile.count ?? 0);
  noteRead(numRows, paths, bad, progress);
  const isScored = canScore && features.every(name => !bad.retyped.has(name));
  const counted = labels.counts();
  return {
    names: wanted.names,
    sample: sampleOfCounts(numRows, counters, wanted, bad, other),
    ...(isScored
      ? {
          scores: { profile: scored.profile(), counts: scored.counts() },
          ...present({ labelled: labelled?.end() })
        }
      : {}),
    ...present({ labels: counted })
  };
}

function sampleOfCounts(
  numRows: number,
  counters: ReturnType<typeof createCounters>,
  { absent }: ColumnSelection,
  { counts: badCounts, retyped }: BadColumns,
  other: Profile
): Sample {
  const columns = new Map<string, SampleColumn>();
  const faults = new Map<string, SampleFault>();
  for (const [name, counter] of counters) {
    const column = other.columns[name]!;
    const was = column.kind === 'number' && column.date === true ? 'date' : 'number';
    const filled = retyped.get(name);
    if (absent.includes(name)) faults.set(name, { kind: 'absent' });
    if (filled !== undefined) faults.set(name, { kind: 'retyped', was, is: 'text' });
    columns.set(
      name,
      faults.has(name)
        ? emptyColumn(name, column.kind, numRows, filled ?? 0)
        : { of: 'counts', counts: { ...counter.counts(), bad: badCounts.get(name) ?? 0 } }
    );
  }
  return { numRows, columns, faults };
}

function noteRead(
  numRows: number,
  paths: readonly string[],
  { marked }: BadColumns,
  progress: Progress
): void {
  const where = paths.length === 1 ? paths[0]! : `${paths.length} files`;
  progress.note(`read ${numRows} rows of ${where}`);
  for (const [column, count] of marked)
    progress.note(`  ${column}: NA or the like in ${count} of them is read as missing`);
}

function hasFeatures({ columns }: Table, { spec }: Bundle): boolean {
  const kinds = new Map(columns.map(({ name, kind }) => [name, kind]));
  return Object.entries(spec.features).every(([name, { kind }]) => kinds.get(name) === kind);
}

function scoreRows(
  table: Table,
  target: Column | undefined,
  bundle: Bundle
): Pick<Dataset, 'scores' | 'labelled'> {
  const probabilities = bundle.score(table);
  const counter = createScoreCounter(bundle.decision.threshold);
  counter.add(probabilities);
  const labelled = createLabelledRows(bundle);
  if (target !== undefined) labelled.add(table, target, probabilities);
  return {
    scores: { profile: counter.profile(), counts: counter.counts() },
    ...present({ labelled: labelled.end() })
  };
}

function createLabelCounter({ target }: ColumnSelection): {
  /** Returns the target of the block, where it has one. */
  add(block: Table): Column | undefined;
  counts(): LabelCounts | undefined;
} {
  let count = 0;
  let positives = 0;
  return {
    add({ columns }) {
      const found = target === undefined ? undefined : columns.find(({ name }) => name === target);
      if (found === undefined) return undefined;
      const more = countLabels(found);
      count += more?.count ?? 0;
      positives += more?.positives ?? 0;
      return found;
    },
    counts: () => (count === 0 ? undefined : { count, positives })
  };
}

function countLabels(target: Column): LabelCounts | undefined {
  const labels = readLabels(target);
  let count = 0;
  let positives = 0;
  for (const label of labels) {
    if (label >= 0) ++count;
    if (label === 1) ++positives;
  }
  return count === 0 ? undefined : { count, positives };
}
