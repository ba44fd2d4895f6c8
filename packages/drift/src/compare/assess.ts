import type { Random } from '@espalier/core';
import { ksBounds, wassersteinBounds } from '../detectors/bounds.ts';
import { type DetectorName, DETECTORS } from '../detectors/index.ts';
import { psiOfEmptyBins } from '../detectors/psi.ts';
import type { BlockTest } from './block-test.ts';
import { type Disclosure, reportValues } from './disclosure.ts';
import { computeExpectedPsi } from './expected-psi.ts';
import { comparePsi, type PsiChance } from './psi-limit.ts';
import { computePValue } from './p-value.ts';
import { type Bin, type ColumnPair, computeShare } from '../pair/pair.ts';
import type { ColumnReport, Verdict } from './report-schema.ts';

type Figures = Partial<Record<DetectorName, number>> & {
  readonly psi: number;
  readonly js: number;
};

/** A column with all its figures, without its rows. */
export interface Assessment {
  readonly pair: Omit<ColumnPair, 'values' | 'byLevel'>;
  readonly figures: Figures;
  readonly bounds: Pick<ColumnReport, 'ks_bounds' | 'wasserstein_bounds'>;
  readonly threshold: number;
  readonly expected: number;
  readonly pValue: number;
  /** For a column over the threshold: the most that samples without drift give, unless it is far from it. */
  readonly limit: number | undefined;
  /** For a column over the threshold: the share of samples without drift with a PSI as large. */
  readonly chance: number | undefined;
}

interface AssessSettings {
  readonly threshold: number;
  /** How often the verdict "drift" may be wrong. */
  readonly alpha: number;
  /** Drives the permutations. */
  readonly random: Random;
  /** Where rows depend on each other within blocks: what blocks dealt at random give. */
  readonly blockTest?: BlockTest | undefined;
}

/** Assess one column. */
export function assess(
  pair: ColumnPair,
  { threshold, alpha, random, blockTest }: AssessSettings
): Assessment {
  const figures = figuresOf(pair);
  const isOver = figures.psi > threshold;
  const of = (chances: PsiChance | BlockTest | undefined): Assessment => ({
    pair: withoutRows(pair),
    figures,
    bounds: boundsOf(pair),
    threshold,
    expected: blockTest?.expected ?? computeExpectedPsi(pair, random),
    pValue: blockTest?.pValue ?? computePValue(pair),
    limit: chances?.limit,
    chance: chances?.chance
  });
  if (!isOver) return of(undefined);
  return of(blockTest ?? comparePsi(pair, figures.psi, alpha, random));
}

function withoutRows(pair: ColumnPair): Assessment['pair'] {
  const { name, kind, date, bins, reference, fresh, summary, isEstimated } = pair;
  const { outside, outsideBounds } = pair;
  return {
    name,
    kind,
    ...(date === undefined ? {} : { date }),
    bins,
    reference,
    fresh,
    ...(summary === undefined ? {} : { summary }),
    ...(outside === undefined ? {} : { outside }),
    ...(outsideBounds === undefined ? {} : { outsideBounds }),
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

function boundsOf(pair: ColumnPair): Assessment['bounds'] {
  if (pair.values !== undefined) return {};
  const ks = ksBounds(pair);
  const earth = wassersteinBounds(pair);
  return {
    ...(ks === undefined ? {} : { ks_bounds: ks }),
    ...(earth === undefined ? {} : { wasserstein_bounds: earth })
  };
}

export function decideVerdict(
  { figures, threshold, limit = Infinity }: Assessment,
  isDiscovery: boolean
): Verdict {
  if (figures.psi > threshold) return figures.psi > limit ? 'drift' : 'inconclusive';
  return isDiscovery ? 'changed' : 'stable';
}

/** Put an assessment into the form of the report. */
export function reportColumn(
  { pair, figures, bounds, threshold, expected, pValue, limit, chance }: Assessment,
  verdict: Verdict,
  pAdjusted: number,
  { disclosure, usual }: { disclosure: Disclosure; usual: number }
): ColumnReport {
  const { psi, ks, chi_square, js, wasserstein } = figures;
  const shares = (kind: Bin['kind']): { reference: number; new: number } => ({
    reference: computeShare(pair, 'reference', kind),
    new: computeShare(pair, 'fresh', kind)
  });
  const fromEmpty = psiOfEmptyBins(pair.reference, pair.fresh);
  const isCategory = pair.kind === 'category';
  return {
    kind: pair.kind,
    ...(pair.date === undefined ? {} : { date: pair.date }),
    verdict,
    ...(threshold === usual ? {} : { threshold }),
    psi,
    psi_expected: expected,
    ...(pair.isEstimated === true ? { psi_estimated: true as const } : {}),
    ...(limit === undefined ? {} : { psi_limit: limit }),
    ...(chance === undefined ? {} : { psi_chance: chance }),
    ...(ks === undefined ? {} : { ks }),
    ...(chi_square === undefined ? {} : { chi_square }),
    js,
    ...(wasserstein === undefined ? {} : { wasserstein }),
    ...bounds,
    p_value: pValue,
    p_adjusted: pAdjusted,
    missing: shares('missing'),
    ...badOf(pair, shares('unseen')),
    ...(isCategory ? { unseen: shares('unseen'), levels: levelsOf(pair) } : {}),
    ...outsideOf(pair),
    ...(fromEmpty === 0 ? {} : { psi_empty_bins: fromEmpty }),
    ...reportValues(pair, disclosure)
  };
}

function outsideOf({
  outside,
  outsideBounds,
  summary
}: Assessment['pair']): Pick<ColumnReport, 'outside' | 'outside_bounds'> {
  const count = summary?.fresh.count ?? 0;
  if (count === 0) return {};
  if (outside !== undefined) return { outside: outside / count };
  if (outsideBounds === undefined) return {};
  const [low, high] = outsideBounds;
  return { outside_bounds: [low / count, Math.min(high / count, 1)] };
}

function badOf(
  { kind }: Assessment['pair'],
  shares: { reference: number; new: number }
): Pick<ColumnReport, 'bad'> {
  return kind === 'number' && shares.reference + shares.new > 0 ? { bad: shares } : {};
}

function levelsOf({ bins, reference, fresh }: Assessment['pair']): ColumnReport['levels'] {
  const held = bins.flatMap(({ kind }, i) => (kind === 'level' && reference[i]! > 0 ? [i] : []));
  return { reference: held.length, vanished: held.filter(i => fresh[i] === 0).length };
}
