import {
  MAX_NAMED_LEVELS,
  MIN_LEVEL_ROWS,
  roundAggregate,
  roundToDay,
  valueOfBin
} from '@espalier/core';
import type { ColumnPair } from '../pair/pair.ts';
import type { NumberSummary } from '../pair/paired-values.ts';
import { sum } from '../statistics/sum.ts';
import { reportNumberBins } from './number-bins.ts';
import type { BinReport, ColumnReport } from './report-schema.ts';

/**
 * Values of a column in the report. `aggregates`: rounded bounds, mean and median, and the levels of at least
 * MIN_LEVEL_ROWS rows; `exact`: the same unrounded, and every level; `nothing`: no bins at all.
 */
export type Disclosure = 'aggregates' | 'exact' | 'nothing';

type Bins = Pick<ColumnPair, 'bins' | 'reference' | 'fresh'>;

/** Report the values of a column as far as they may be shown. */
export function reportValues(
  pair: Bins & Pick<ColumnPair, 'summary' | 'date'>,
  disclosure: Disclosure
): Pick<ColumnReport, 'mean' | 'median' | 'bins'> {
  if (disclosure === 'nothing') return {};
  const isDate = pair.date === true;
  const round =
    disclosure === 'exact' ? (value: number) => value : isDate ? roundToDay : roundAggregate;
  return {
    ...centresOf(pair.summary, round),
    bins: reportBins(pair, disclosure)
  };
}

function centresOf(
  summary: ColumnPair['summary'],
  round: (value: number) => number
): Pick<ColumnReport, 'mean' | 'median'> {
  if (summary === undefined) return {};
  const both = (
    valueOf: (side: NumberSummary) => number | null
  ): { reference: number | null; new: number | null } => {
    const [before, now] = [valueOf(summary.reference), valueOf(summary.fresh)];
    return {
      reference: before === null ? null : round(before),
      new: now === null ? null : round(now)
    };
  };
  return { mean: both(({ mean }) => mean), median: both(medianOf) };
}

/** Exact where there are rows. Counts tell it only where it has a bin of its own, or half of them lie below an edge. */
function medianOf({ median, count, edges = [], counts = [] }: NumberSummary): number | null {
  if (median !== undefined) return median;
  let below = 0;
  for (const [i, edge] of edges.entries()) {
    const from = below;
    below += counts[i]!;
    const value = valueOfBin(edges, i);
    if (value !== undefined && from < count / 2 && below > count / 2) return value;
    if (Math.abs(below / count - 0.5) <= MEDIAN_TOLERANCE) return value ?? edge;
  }
  return null;
}

/** The share of the rows by which a median taken from counts may be off: edges are rounded. */
const MEDIAN_TOLERANCE = 0.02;

/** The bins of a column; missing and unseen only where a side has such rows. */
function reportBins(
  pair: Bins & Pick<ColumnPair, 'date'>,
  disclosure: 'aggregates' | 'exact'
): BinReport[] {
  const n = sum(pair.reference);
  const m = sum(pair.fresh);
  const shares = (i: number): { reference: number; new: number } => ({
    reference: pair.reference[i]! / n,
    new: pair.fresh[i]! / m
  });
  const hidden = disclosure === 'exact' ? new Set<number>() : hiddenLevels(pair);
  const reports = pair.bins.flatMap((bin, i): BinReport[] => {
    if (bin.kind === 'range') return [];
    if (bin.kind === 'level') return hidden.has(i) ? [] : [{ ...bin, ...shares(i) }];
    return pair.reference[i]! + pair.fresh[i]! === 0 ? [] : [{ kind: bin.kind, ...shares(i) }];
  });
  if (hidden.size === 0) return [...reportNumberBins(pair, disclosure === 'exact'), ...reports];
  const pooled = [...hidden].map(shares);
  const at = reports.findIndex(({ kind }) => kind !== 'level');
  reports.splice(at < 0 ? reports.length : at, 0, {
    kind: 'other',
    levels: hidden.size,
    reference: pooled.reduce((total, { reference }) => total + reference, 0),
    new: pooled.reduce((total, side) => total + side.new, 0)
  });
  return reports;
}

/** Levels that are not named: those that neither side holds in enough rows, or all of a column with too many. */
function hiddenLevels({ bins, reference, fresh }: Bins): Set<number> {
  const levels = bins.flatMap(({ kind }, i) => (kind === 'level' ? [i] : []));
  const rare = levels.filter(i => Math.max(reference[i]!, fresh[i]!) < MIN_LEVEL_ROWS);
  return new Set(levels.length - rare.length > MAX_NAMED_LEVELS ? levels : rare);
}
