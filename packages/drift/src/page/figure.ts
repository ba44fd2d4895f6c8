import { formatDate, roundBounds } from '@espalier/core';
import type { Figure, PairedColumns, PairedRows } from '@espalier/report';
import type { BinReport, ColumnReport } from '../compare/report-schema.ts';

/** Most levels drawn; the rest are pooled. */
const MAX_LEVELS = 10;

type Bars = PairedRows['bins'][number];

/** Draw both distributions of a column, bin by bin; nothing for a private one. */
export function createFigure(name: string, { kind, date, bins }: ColumnReport): Figure | undefined {
  if (bins === undefined) return undefined;
  const filled = bins
    .map((bin, i) => ({ ...bin, number: i + 1 }))
    .filter(bin => bin.reference + bin.new > 0);
  const label = `Share of the rows of ${name} in each bin, reference and new`;
  const names = ['reference', 'new'] as const;
  if (kind === 'category')
    return { kind: 'paired-rows', label, names, bins: mostFrequent(filled.map(levelBars)) };
  return {
    kind: 'paired-columns',
    label,
    names,
    bins:
      date === true
        ? filled.map((bin, i, all) => boundBars(bin, formatDate, [all[i - 1], all[i + 1]]))
        : roundBins(filled).map((bin, i, all) => boundBars(bin, shorten, [all[i - 1], all[i + 1]]))
  };
}

type Numbered = BinReport & { readonly number: number };

function levelBars(bin: Numbered): Bars {
  const label =
    bin.kind === 'level'
      ? (bin.level ?? `level ${bin.number}`)
      : bin.kind === 'other'
        ? `other (${bin.levels ?? 0})`
        : bin.kind;
  return { label, values: [bin.reference, bin.new] };
}

/** Round bounds to as few digits as keep them distinct. */
function roundBins(bins: readonly Numbered[]): Numbered[] {
  const bounds = [...new Set(bins.flatMap(({ from, to, value }) => [from, to, value]))]
    .filter(bound => typeof bound === 'number')
    .sort((a, b) => a - b);
  const rounded = new Map(roundBounds(bounds).map((bound, i) => [bounds[i]!, bound]));
  const round = (bound: number | null | undefined): number | null =>
    bound === null || bound === undefined ? null : (rounded.get(bound) ?? bound);
  return bins.map(bin => {
    if (bin.kind === 'value') return { ...bin, value: round(bin.value) ?? undefined };
    return bin.kind === 'range' ? { ...bin, from: round(bin.from), to: round(bin.to) } : bin;
  });
}

type Columns = PairedColumns['bins'][number];

function boundBars(
  bin: Numbered,
  show: (bound: number) => string,
  [before, after]: readonly [Numbered | undefined, Numbered | undefined]
): Columns {
  const { kind, value, from = null, to = null } = bin;
  const values = [bin.reference, bin.new] as const;
  if (value !== undefined)
    return { label: show(value), tick: { text: show(value), at: 'bin' }, values };
  if (kind !== 'range') {
    const label = kind === 'unseen' ? 'bad' : kind;
    return { label, tick: { text: label, at: 'bin' }, values };
  }
  // No other bar names the bound of an open range beside a value.
  const named = (label: string): Columns => ({ label, tick: { text: label, at: 'bin' }, values });
  if (from === null) {
    if (to === null) return { label: 'any', values };
    const label = `under ${show(to)}`;
    return after?.value === to ? named(label) : { label, values };
  }
  const bound = show(from);
  if (from === before?.value)
    return to === null
      ? named(`over ${bound}`)
      : { label: `over ${bound}, under ${show(to)}`, values };
  return {
    label: to === null ? `${bound} and over` : `${bound} to under ${show(to)}`,
    tick: { text: bound, at: 'bound' },
    values
  };
}

/** Shorten a bound to fit on the axis. */
function shorten(bound: number): string {
  const size = Math.abs(bound);
  if (size !== 0 && size < 1e-3) return bound.toExponential(1);
  return size < 1e4 ? String(bound) : COMPACT.format(bound);
}

const COMPACT = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 4 });

/** Keep the levels with most rows on either side, in order, and pool the rest. */
function mostFrequent(bars: readonly Bars[]): Bars[] {
  if (bars.length <= MAX_LEVELS) return [...bars];
  const sizeOf = ({ values }: Bars): number => Math.max(...values);
  const kept = new Set([...bars].sort((a, b) => sizeOf(b) - sizeOf(a)).slice(0, MAX_LEVELS - 1));
  const rest = bars.filter(bar => !kept.has(bar));
  const total = (side: 0 | 1): number => rest.reduce((sum, { values }) => sum + values[side], 0);
  return [
    ...bars.filter(bar => kept.has(bar)),
    { label: `${rest.length} more`, values: [total(0), total(1)] }
  ];
}
