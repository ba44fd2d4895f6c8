import {
  allDeciles,
  decileOf,
  plainEdges,
  roundBounds,
  roundDates,
  valueOfBin
} from '@espalier/core';
import type {
  CategoryProfile,
  ColumnProfile,
  Feature,
  NumberProfile
} from '@espalier/core/contracts';
import type { Bars, Figure, Histogram } from '@espalier/report';
import { boundTexts, formatValueOf, levelShares } from './values.ts';

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
  return allDeciles(profile) !== undefined
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
    ticks: [0, 4, 8].map(i => ({ at: places[i]!, text: bounds[i]! }))
  };
}

interface DrawnBin {
  readonly label: string;
  readonly share: number;
  /** Bounds to name on the axis, or the value. */
  readonly low?: string | undefined;
  readonly high?: string | undefined;
  readonly value?: string;
}

/** Many rows share a value: bins of such values, and between the distinct deciles, drawn equally wide. */
function boundBars(name: string, profile: NumberProfile, show: boolean): Histogram {
  const bins = drawnBins(profile, show);
  return {
    kind: 'histogram',
    label: `Share of the training rows of ${name} in bins between its deciles`,
    bins: bins.map(({ label, share }, i) => ({ label, from: i, to: i + 1, share })),
    ticks: bins.flatMap(({ low, high, value }, i) => {
      if (value !== undefined) return [{ at: i + 0.5, text: value }];
      const isNamed = bins[i + 1]?.value === high;
      return [
        ...(i === 0 && low !== undefined ? [{ at: 0, text: low }] : []),
        ...(high === undefined || isNamed ? [] : [{ at: i + 1, text: high }])
      ];
    })
  };
}

function drawnBins(profile: NumberProfile, show: boolean): DrawnBin[] {
  const { date, edges, counts, count, min, max } = profile;
  const [lowest, highest] = show ? [formatValueOf(profile, min), formatValueOf(profile, max)] : [];
  const plain = plainEdges(edges);
  const texts = new Map(boundTexts(plain, date === true).map((text, i) => [plain[i]!, text]));
  return counts.flatMap((rows, i): DrawnBin[] => {
    if (rows === 0) return [];
    const share = rows / count;
    const value = texts.get(valueOfBin(edges, i) ?? NaN);
    if (value !== undefined) return [{ label: value, share, value }];
    const high = texts.get(edges[i] ?? NaN) ?? highest;
    const before = texts.get(valueOfBin(edges, i - 1) ?? NaN);
    if (before !== undefined) return [{ label: openText(before, high), share, high }];
    const low = texts.get(edges[i - 1] ?? NaN) ?? lowest;
    return [{ label: rangeText(low, high), share, low, high }];
  });
}

/** The range above a value that has a bin of its own. */
function openText(low: string, high: string | undefined): string {
  return high === undefined ? `over ${low}` : `over ${low}, under ${high}`;
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
