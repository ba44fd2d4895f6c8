import { type Feature } from '@espalier/core/contracts';
import { type Block, type Figure } from '@espalier/report';
import { type PartialDependence } from '../explain/partial-dependence.ts';
import { short } from './numbers.ts';
import { type TrainReport } from './report.ts';

/** How the probability changes with each of the most important columns. */
export function dependenceFigures({ spec, trained }: TrainReport): Block[] {
  const figures = trained.dependence.flatMap(dependence => {
    const feature = spec.features[dependence.column];
    if (feature === undefined || feature.private || dependence.points.length < 2) return [];
    const figure = figureOf(dependence, feature, trained.parts.profile.scores?.mean ?? 0);
    return [{ title: dependence.column, figure }];
  });
  if (figures.length === 0) return [];
  return [
    {
      kind: 'paragraph',
      text: 'The mean probability when everybody has that value and all else stays (partial dependence), over 500 validation rows at most; the dashed line is the mean probability as it is. Numbers run from the lowest hundredth of the rows to the highest; their values are shown where the spec says show: true.'
    },
    { kind: 'figures', figures }
  ];
}

function figureOf(
  { column, points }: PartialDependence,
  feature: Feature,
  reference: number
): Figure {
  const label = `Mean probability by ${column}`;
  if (feature.kind === 'category') {
    const declared = new Set(feature.levels);
    return {
      kind: 'bars',
      label,
      bars: points.map(({ at, probability }, i) => ({
        label: feature.show || declared.has(String(at)) ? String(at) : `level ${i + 1}`,
        share: probability
      }))
    };
  }
  const ranked = points.map(({ at, rank, probability }) => ({
    value: Number(at),
    x: rank!,
    share: probability
  }));
  return {
    kind: 'effect',
    label,
    reference,
    points: ranked.map(({ value, x, share }) => ({
      x,
      share,
      title: feature.show ? short(value) : `${Math.round(100 * x)} % of the rows are lower`
    })),
    ticks: ticksOf(ranked, feature.show)
  };
}

/** Values where they may be shown, else what share of the rows is lower. */
function ticksOf(
  ranked: readonly { readonly value: number; readonly x: number }[],
  show: boolean
): { at: number; text: string }[] {
  if (!show)
    return [
      { at: 0.1, text: 'low' },
      { at: 0.5, text: 'median' },
      { at: 0.9, text: 'high' }
    ];
  const picks = [0, Math.floor((ranked.length - 1) / 2), ranked.length - 1];
  return [...new Set(picks)].map(i => ({ at: ranked[i]!.x, text: short(ranked[i]!.value) }));
}
