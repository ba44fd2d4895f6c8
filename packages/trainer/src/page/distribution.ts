import { roundBounds, roundDates } from '@espalier/core';
import type {
  CategoryProfile,
  ColumnProfile,
  Feature,
  NumberProfile
} from '@espalier/core/contracts';
import type { Bars, Figure, Histogram } from '@espalier/report';
import { boundTexts, decileOf, formatValueOf, levelShares, NUM_DECILES } from './values.ts';

/** Further levels are drawn as one bar. */
const MAX_LEVELS = 10;

/** The distribution of a column over its training rows; undefined where no cell has a value. */
export function distributionOf(
  name: string,
  profile: ColumnProfile,
  feature: Feature
): Figure | undefined {
  if (profile.kind === 'category') return levelBars(name, profile, feature);
  if (profile.count === 0) return undefined;
  return profile.edges.length === NUM_DECILES
    ? densityBars(name, profile)
    : boundBars(name, profile, feature.show);
}

function levelBars(name: string, profile: CategoryProfile, feature: Feature): Bars | undefined {
  if (profile.count + profile.unseen + (profile.other ?? 0) === 0) return undefined;
  return {
    kind: 'bars',
    label: `Share of the training rows of ${name} by level`,
    bars: levelShares(profile, feature, MAX_LEVELS)
  };
}

/** Between the first and the ninth decile: the smallest and the largest values are not shown. */
function densityBars(name: string, profile: NumberProfile): Histogram {
  const { date, edges, counts, count } = profile;
  const places = date === true ? roundDates(edges) : roundBounds(edges);
  const bounds = boundTexts(edges, date === true);
  return {
    kind: 'histogram',
    isDensity: true,
    label: `Density of the training rows of ${name} between the first and the ninth decile`,
    bins: places.slice(1).map((to, i) => ({
      label: `${bounds[i]!} to ${bounds[i + 1]!}`,
      from: places[i]!,
      to,
      share: counts[i + 1]! / count
    })),
    ticks: [0, 4, NUM_DECILES - 1].map(i => ({ at: places[i]!, text: bounds[i]! }))
  };
}

/** Many rows share a value: bins between the distinct deciles, drawn equally wide. */
function boundBars(name: string, profile: NumberProfile, show: boolean): Histogram {
  const { date, edges, counts, count, min, max } = profile;
  const [lowest, highest] = show ? [formatValueOf(profile, min), formatValueOf(profile, max)] : [];
  const bounds = boundTexts(edges, date === true);
  const bins = counts
    .map((rows, i) => ({
      low: bounds[i - 1] ?? lowest,
      high: bounds[i] ?? highest,
      share: rows / count
    }))
    .filter(({ share }) => share > 0);
  return {
    kind: 'histogram',
    label: `Share of the training rows of ${name} in bins between its deciles`,
    bins: bins.map(({ low, high, share }, i) => ({
      label: rangeText(low, high),
      from: i,
      to: i + 1,
      share
    })),
    ticks: bins.flatMap(({ low, high }, i) => [
      ...(i === 0 && low !== undefined ? [{ at: 0, text: low }] : []),
      ...(high === undefined ? [] : [{ at: i + 1, text: high }])
    ])
  };
}

function rangeText(low: string | undefined, high: string | undefined): string {
  if (low === undefined) return high === undefined ? 'any value' : `under ${high}`;
  return high === undefined ? `${low} and over` : `${low} to under ${high}`;
}

/** The middle of a column in words, for a table. */
export function summarizeNumbers(profile: NumberProfile): string | undefined {
  const deciles = [0.1, 0.5, 0.9].map(q => decileOf(profile, q));
  if (deciles.includes(undefined)) return undefined;
  const [low, median, high] = deciles.map(decile => formatValueOf(profile, decile!));
  return `median ${median!}, middle 80% from ${low!} to ${high!}`;
}
