import { type Random } from '@espalier/core';
import { ksBounds, wassersteinBounds } from './detectors/bounds.ts';
import { type DetectorName, DETECTORS } from './detectors/index.ts';
import { expectedPsi } from './expected-psi.ts';
import { nullPsiLimit } from './null-psi.ts';
import { pValueOf } from './p-value.ts';
import { type Bin, type ColumnPair, shareOf, sum } from './pair.ts';
import { type BinReport, type ColumnReport, type Verdict } from './report-schema.ts';

/** `all`: bounds and levels; `shares`: bins without them; `nothing`: no bins at all. */
export type Disclosure = 'all' | 'shares' | 'nothing';

type Figures = Partial<Record<DetectorName, number>> & {
  readonly psi: number;
  readonly js: number;
};

/** A column with all its figures; its rows are let go. */
export interface Judged {
  readonly pair: Omit<ColumnPair, 'sorted' | 'byLevel'>;
  readonly figures: Figures;
  readonly bounds: Pick<ColumnReport, 'ks_bounds' | 'wasserstein_bounds'>;
  readonly threshold: number;
  readonly expected: number;
  readonly pValue: number;
  /** For a column over the threshold: what no drift gives. */
  readonly limit: number | undefined;
}

/** `alpha`: how often the verdict "drift" may be wrong. `random` decides the deals. */
export function judge(
  pair: ColumnPair,
  { threshold, alpha, random }: { threshold: number; alpha: number; random: Random }
): Judged {
  const figures = figuresOf(pair);
  const limit = figures.psi > threshold ? nullPsiLimit(pair, alpha, random) : undefined;
  return {
    pair: withoutRows(pair),
    figures,
    bounds: boundsOf(pair),
    threshold,
    expected: expectedPsi(pair, random),
    pValue: pValueOf(pair),
    limit
  };
}

function withoutRows(pair: ColumnPair): Judged['pair'] {
  const { name, kind, bins, reference, fresh, summary, outside, isEstimated } = pair;
  return {
    name,
    kind,
    bins,
    reference,
    fresh,
    ...(summary === undefined ? {} : { summary }),
    ...(outside === undefined ? {} : { outside }),
    ...(isEstimated === undefined ? {} : { isEstimated })
  };
}

function figuresOf(pair: ColumnPair): Figures {
  const found = Object.entries(DETECTORS).flatMap(([name, detect]) => {
    const figure = detect(pair);
    return figure === undefined ? [] : [[name, figure] as const];
  });
  return Object.fromEntries(found) as Figures;
}

function boundsOf(pair: ColumnPair): Judged['bounds'] {
  if (pair.sorted !== undefined) return {};
  const ks = ksBounds(pair);
  const earth = wassersteinBounds(pair);
  return {
    ...(ks === undefined ? {} : { ks_bounds: ks }),
    ...(earth === undefined ? {} : { wasserstein_bounds: earth })
  };
}

export function verdictOf({ figures, limit }: Judged, isDiscovery: boolean): Verdict {
  if (limit !== undefined) return figures.psi > limit ? 'drift' : 'inconclusive';
  return isDiscovery ? 'changed' : 'stable';
}

/** The details of a column as the report holds them. */
export function columnReport(
  { pair, figures, bounds, threshold, expected, pValue, limit }: Judged,
  verdict: Verdict,
  pAdjusted: number,
  { disclosure, usual }: { disclosure: Disclosure; usual: number }
): ColumnReport {
  const { psi, ks, chi_square, js, wasserstein } = figures;
  const shares = (kind: Bin['kind']): { reference: number; new: number } => ({
    reference: shareOf(pair, 'reference', kind),
    new: shareOf(pair, 'fresh', kind)
  });
  const isCategory = pair.kind === 'category';
  const fresh = pair.summary?.fresh.count ?? 0;
  return {
    kind: pair.kind,
    verdict,
    ...(threshold === usual ? {} : { threshold }),
    psi,
    psi_expected: expected,
    ...(pair.isEstimated === true ? { psi_estimated: true as const } : {}),
    ...(limit === undefined ? {} : { psi_limit: limit }),
    ...(ks === undefined ? {} : { ks }),
    ...(chi_square === undefined ? {} : { chi_square }),
    js,
    ...(wasserstein === undefined ? {} : { wasserstein }),
    ...bounds,
    p_value: pValue,
    p_adjusted: pAdjusted,
    missing: shares('missing'),
    ...(isCategory ? { unseen: shares('unseen'), levels: levelsOf(pair) } : {}),
    ...(pair.outside === undefined || fresh === 0 ? {} : { outside: pair.outside / fresh }),
    ...(disclosure === 'nothing' ? {} : { bins: binReports(pair, disclosure === 'all') })
  };
}

function levelsOf({ bins, reference, fresh }: Judged['pair']): ColumnReport['levels'] {
  const held = bins.flatMap(({ kind }, i) => (kind === 'level' && reference[i]! > 0 ? [i] : []));
  return { reference: held.length, vanished: held.filter(i => fresh[i] === 0).length };
}

/** The bins of a column; missing and unseen only where a side has such rows. */
function binReports(pair: Judged['pair'], isDisclosed: boolean): BinReport[] {
  const n = sum(pair.reference);
  const m = sum(pair.fresh);
  return pair.bins.flatMap((bin, i) => {
    const isSpecial = bin.kind === 'missing' || bin.kind === 'unseen';
    const a = pair.reference[i]!;
    const b = pair.fresh[i]!;
    if (isSpecial && a + b === 0) return [];
    return [{ ...(isDisclosed ? bin : { kind: bin.kind }), reference: a / n, new: b / m }];
  });
}
