import { type ColumnPair, computeShare } from '../pair/pair.ts';
import { sum } from '../statistics/sum.ts';
import type { Finding } from './report-schema.ts';
import { testBins } from '../detectors/chi-square.ts';
import type { Alike, SampleFault } from '../pair/sample.ts';
import { findUnitFactor } from './unit-change.ts';

/** Significance level of findings. */
const SELDOM = 0.001;
/** A smaller share of rows outside the reference range is ignored. */
const MIN_OUTSIDE = 0.001;

type FindingOfColumn = Omit<Finding, 'column'>;

/** Facts about a column beside its counts. */
interface Known {
  readonly reference?: SampleFault | undefined;
  readonly fresh?: SampleFault | undefined;
  /** New levels that would match known ones. */
  readonly alike?: Alike | undefined;
  /** Rows of the reference with a level that the spec does not declare. */
  readonly undeclared?: number;
}

/** Detect faults of a column beyond a shift. */
export function detectFindings(pair: ColumnPair, known: Known): FindingOfColumn[] {
  const { reference: before, fresh: now } = known;
  if (before?.kind === 'absent') return [{ finding: 'reference_absent' }];
  if (now?.kind === 'absent') return [{ finding: 'absent' }];
  if (now?.kind === 'retyped') return [{ finding: 'type_changed', was: now.was, is: now.is }];
  const wasEmpty = computeShare(pair, 'reference', 'missing') === 1;
  const isEmpty = computeShare(pair, 'fresh', 'missing') === 1;
  if (isEmpty) return wasEmpty ? [] : [{ finding: 'empty' }];
  if (wasEmpty) return [{ finding: 'reference_empty' }];
  const bad = badCells(pair);
  if (isNewlyConstant(pair)) return [{ finding: 'constant' }, ...bad, ...newLevels(pair, known)];
  const factor = findUnitFactor(pair);
  if (factor !== undefined) return [{ finding: 'unit_changed', factor }, ...bad];
  return [...bad, ...newLevels(pair, known), ...vanishedLevels(pair), ...newRange(pair)];
}

/** Is the new column constant, though the reference makes that unlikely? */
function isNewlyConstant(pair: ColumnPair): boolean {
  const usual = usualShare(pair);
  return usual !== undefined && usual ** (sum(pair.fresh) - 1) < SELDOM;
}

/** The reference share of the single new value; undefined if there are several. */
function usualShare({
  kind,
  values,
  summary,
  bins,
  reference,
  fresh
}: ColumnPair): number | undefined {
  const n = sum(reference);
  const m = sum(fresh);
  if (kind === 'number') {
    const { fresh: now, reference: before } = summary!;
    if (now.count === 0 || now.count < m || now.std !== 0) return undefined;
    if (values !== undefined) return values.reference.filter(x => x === now.min).length / n;
    // At most all rows of the bin that holds the value.
    if (before.std === 0) return before.mean === now.mean ? before.count / n : 0;
    return reference[fresh.findIndex(count => count > 0)]! / n;
  }
  const only = fresh.findIndex(count => count === m);
  return only < 0 || bins[only]!.kind !== 'level' ? undefined : reference[only]! / n;
}

/** Cells of a number or date column that hold something else, on either side. */
function badCells(pair: ColumnPair): FindingOfColumn[] {
  if (pair.kind !== 'number') return [];
  const before = computeShare(pair, 'reference', 'unseen');
  const now = computeShare(pair, 'fresh', 'unseen');
  const was = pair.date === true ? 'date' : 'number';
  return [
    ...(now > 0 ? [{ finding: 'bad_cells' as const, was, share: now } as const] : []),
    ...(before > 0
      ? [{ finding: 'reference_bad_cells' as const, was, share: before } as const]
      : [])
  ];
}

/** Levels that the reference lacks, or more of them than it has; and those of the reference itself. */
function newLevels(pair: ColumnPair, { alike, undeclared = 0 }: Known): FindingOfColumn[] {
  if (pair.kind !== 'category') return [];
  const before = computeShare(pair, 'reference', 'unseen');
  const now = computeShare(pair, 'fresh', 'unseen');
  const match = alike === undefined ? {} : { alike: [...alike.ways], alike_share: alike.share };
  return [
    ...(now > before && (before === 0 || isMore(pair))
      ? [{ finding: 'unseen_levels' as const, share: now, ...match }]
      : []),
    ...(undeclared > 0
      ? [{ finding: 'reference_unseen' as const, share: undeclared / sum(pair.reference) }]
      : [])
  ];
}

/** Are there more unseen levels than chance gives? */
function isMore({ bins, reference, fresh }: ColumnPair): boolean {
  const split = (counts: Float64Array): Float64Array => {
    const unseen = sum(counts.filter((_, i) => bins[i]!.kind === 'unseen'));
    return Float64Array.of(unseen, sum(counts) - unseen);
  };
  return testBins({ reference: split(reference), fresh: split(fresh) }).pValue < SELDOM;
}

/** Levels that are gone and hardly by chance. */
function vanishedLevels(pair: ColumnPair): FindingOfColumn[] {
  const n = sum(pair.reference);
  const m = sum(pair.fresh);
  const gone = pair.bins.filter(
    ({ kind }, i) =>
      kind === 'level' &&
      pair.fresh[i] === 0 &&
      (1 - pair.reference[i]! / (n + m)) ** m < SELDOM / pair.bins.length
  );
  return gone.length === 0 ? [] : [{ finding: 'vanished_levels', levels: gone.length }];
}

/** More values outside the reference range than samples of one distribution have there. */
function newRange({ outside = 0, summary }: ColumnPair): FindingOfColumn[] {
  if (summary === undefined || outside === 0) return [];
  const { reference, fresh } = summary;
  const share = outside / fresh.count;
  // The chance that k new values are all beyond the n old ones on one side is at most (m / (n + m))^k.
  const chance = 2 * (fresh.count / (reference.count + fresh.count)) ** (outside / 2);
  return chance < SELDOM && share >= MIN_OUTSIDE ? [{ finding: 'range_left', share }] : [];
}
