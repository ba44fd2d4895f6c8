import type { Feature, Profile } from '@espalier/core/contracts';
import type { Block, Figure } from '@espalier/report';
import type { PartialDependence } from '../explain/partial-dependence.ts';
import type { TrainReport } from './report.ts';
import { boundTexts, namedLevels } from './values.ts';

/** How the probability changes with each of the most important columns. */
export function dependenceFigures({ spec, trained }: TrainReport): Block[] {
  const { profile } = trained.parts;
  const figures = trained.dependence.flatMap(dependence => {
    const feature = spec.features[dependence.column];
    if (feature === undefined || feature.private) return [];
    const figure = figureOf(dependence, feature, profile);
    return figure === undefined ? [] : [{ title: dependence.column, figure }];
  });
  if (figures.length === 0) return [];
  return [
    {
      kind: 'figures',
      caption:
        'Partial dependence: the mean probability if every row had this value and kept all others, over at most 500 validation rows. The dashed line is the mean probability as it is. Numbers are spaced by rank: as many rows lie between one decile and the next.',
      figures
    }
  ];
}

function figureOf(
  { column, points }: PartialDependence,
  feature: Feature,
  profile: Profile
): Figure | undefined {
  const label = `Mean probability by ${column}`;
  if (feature.kind !== 'category')
    return points.length < 2 ? undefined : numberFigure(label, points, feature, profile);
  const of = profile.columns[column];
  const names = of?.kind === 'category' ? namedLevels(of, feature) : new Set<string>();
  const bars = points
    .filter(({ at }) => names.has(String(at)))
    .map(({ at, probability }) => ({ label: String(at), share: probability }));
  return bars.length < 2 ? undefined : { kind: 'bars', label, bars };
}

function numberFigure(
  label: string,
  points: PartialDependence['points'],
  feature: Feature,
  profile: Profile
): Figure {
  const ranked = points.map(({ at, rank, probability }) => ({
    value: Number(at),
    x: rank!,
    share: probability
  }));
  // Beyond the outer deciles a value may be that of one row.
  const valued = ranked.filter(({ x }, i) => feature.show || holdsDecile(x, ranked[i + 1]?.x ?? 1));
  const texts = boundTexts(
    valued.map(({ value }) => value),
    feature.kind === 'date'
  );
  const textAt = new Map(valued.map(({ x }, i) => [x, texts[i]!]));
  return {
    kind: 'effect',
    label,
    reference: profile.scores?.mean ?? 0,
    points: ranked.map(({ x, share }) => ({
      x,
      share,
      title: textAt.get(x) ?? `${Math.round(100 * x)}% of the rows are lower`
    })),
    ticks: [...textAt].map(([at, text]) => ({ at, text }))
  };
}

/** Whether a decile lies at this rank or before the next: a value stands at the first of the ranks that it holds. */
function holdsDecile(rank: number, next: number): boolean {
  const first = Math.ceil(10 * rank - ROUNDING);
  return first <= 9 && first < 10 * next - ROUNDING;
}

const ROUNDING = 1e-9;
