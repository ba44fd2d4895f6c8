import { type Figure, type PairedColumns, type PairedRows } from '@espalier/report';
import { type BinReport, type ColumnReport } from '../compare/report-schema.ts';

/** More levels than this are drawn as one. */
const MAX_LEVELS = 10;

type Bars = PairedRows['bins'][number];

/** Both distributions of a column, bin by bin; nothing for a private one. */
export function createFigure(name: string, { kind, bins }: ColumnReport): Figure | undefined {
  if (bins === undefined) return undefined;
  const filled = bins
    .map((bin, i) => ({ ...bin, number: i + 1 }))
    .filter(bin => bin.reference + bin.new > 0);
  const label = `Share of the rows of ${name} in each bin, reference and new`;
  const names = ['reference', 'new'] as const;
  if (kind === 'category')
    return { kind: 'paired-rows', label, names, bins: mostFrequent(filled.map(levelBars)) };
  const isShown = bins.some(({ from, to }) => (from ?? to ?? null) !== null);
  return {
    kind: 'paired-columns',
    label,
    names,
    bins: filled.map(isShown ? boundBars : numberedBars)
  };
}

type Numbered = BinReport & { readonly number: number };

function levelBars(bin: Numbered): Bars {
  const label = bin.kind === 'level' ? (bin.level ?? `level ${bin.number}`) : bin.kind;
  return { label, values: [bin.reference, bin.new] };
}

type Columns = PairedColumns['bins'][number];

/** Deciles by number, 1 being the lowest: their bounds are values of rows. */
function numberedBars(bin: Numbered): Columns {
  const isRange = bin.kind === 'range';
  const text = isRange ? String(bin.number) : bin.kind;
  return {
    label: isRange ? `bin ${text}` : text,
    tick: { text, at: 'bin' },
    values: [bin.reference, bin.new]
  };
}

function boundBars(bin: Numbered): Columns {
  const { kind, from = null, to = null } = bin;
  const values = [bin.reference, bin.new] as const;
  if (kind !== 'range') return { label: kind, tick: { text: kind, at: 'bin' }, values };
  if (from === null) return { label: to === null ? 'any' : `under ${shortNumber(to)}`, values };
  const bound = shortNumber(from);
  return {
    label: to === null ? `${bound} and over` : `${bound} to under ${shortNumber(to)}`,
    tick: { text: bound, at: 'bound' },
    values
  };
}

function shortNumber(bound: number): string {
  const size = Math.abs(bound);
  if (size !== 0 && (size >= 1e6 || size < 1e-3)) return bound.toExponential(1);
  return String(Number(bound.toPrecision(3)));
}

/** The levels with most rows on either side, in their own order; the rest together. */
function mostFrequent(bars: readonly Bars[]): Bars[] {
  if (bars.length <= MAX_LEVELS) return [...bars];
  const sizeOf = ({ values }: Bars): number => Math.max(...values);
  const kept = new Set([...bars].sort((a, b) => sizeOf(b) - sizeOf(a)).slice(0, MAX_LEVELS - 1));
  const rest = bars.filter(bar => !kept.has(bar));
  const total = (side: 0 | 1): number => rest.reduce((sum, { values }) => sum + values[side], 0);
  return [
    ...bars.filter(bar => kept.has(bar)),
    { label: `${rest.length} others`, values: [total(0), total(1)] }
  ];
}
