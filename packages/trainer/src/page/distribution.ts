import {
  type CategoryProfile,
  type ColumnProfile,
  type Feature,
  type NumberProfile
} from '@espalier/core/contracts';
import { type Bars, type Figure, type Histogram } from '@espalier/report';
import { short } from './numbers.ts';

/** More levels than this are drawn as one. */
const MOST_LEVELS = 10;
/** Deciles hold a tenth of the rows each, unless many rows share a value. */
const EVEN_SHARE = 0.12;
/** More bounds than this do not fit under the axis. */
const MOST_BOUNDS = 5;

/** The distribution of a column, as far as the spec lets it be seen; nothing where there is none to see. */
export function distributionOf(
  name: string,
  profile: ColumnProfile,
  feature: Feature
): Figure | undefined {
  if (profile.kind === 'category') return levelBars(name, profile, feature);
  if (profile.count === 0) return undefined;
  return decileBars(name, profile, feature.show);
}

/** Levels by name where the spec declares them or lets them be shown, by number where not. */
function levelBars(
  name: string,
  { levels, counts, count, unseen }: CategoryProfile,
  feature: Feature
): Bars | undefined {
  const total = count + unseen;
  if (total === 0) return undefined;
  const declared = new Set(feature.kind === 'category' ? feature.levels : []);
  const bars = levels
    .map((level, i) => ({
      label: feature.show || declared.has(level) ? level : `level ${i + 1}`,
      share: counts[i]! / total
    }))
    .filter(({ share }) => share > 0);
  const others = unseen > 0 ? [{ label: 'others', share: unseen / total }] : [];
  return {
    kind: 'bars',
    label: `Share of the training rows of ${name} by level`,
    bars: [...mostFrequent(bars), ...others]
  };
}

function mostFrequent(bars: Bars['bars']): Bars['bars'] {
  if (bars.length <= MOST_LEVELS) return bars;
  const kept = new Set([...bars].sort((a, b) => b.share - a.share).slice(0, MOST_LEVELS - 1));
  const rest = bars.filter(bar => !kept.has(bar));
  const share = rest.reduce((sum, bar) => sum + bar.share, 0);
  return [...bars.filter(bar => kept.has(bar)), { label: `${rest.length} more`, share }];
}

/** Bins between the deciles, all as wide: by number, with their bounds where these may be shown. */
function decileBars(name: string, profile: NumberProfile, isShown: boolean): Histogram | undefined {
  const bins = filledBins(profile);
  if (!isShown && bins.every(({ share }) => share <= EVEN_SHARE)) return undefined;
  const step = bins.length > MOST_BOUNDS ? 2 : 1;
  return {
    kind: 'histogram',
    label: `Share of the training rows of ${name} in each bin between the deciles`,
    bins: bins.map(({ low, high, share }, i) => ({
      label: isShown ? `${short(low)} to ${short(high)}` : `bin ${i + 1}`,
      from: i,
      to: i + 1,
      share
    })),
    ticks: isShown
      ? bins.map(({ low }, i) => ({ at: i, text: short(low) })).filter((_, i) => i % step === 0)
      : bins.map((_, i) => ({ at: i + 0.5, text: String(i + 1) }))
  };
}

function filledBins({ edges, counts, count, min, max }: NumberProfile) {
  return counts
    .map((part, i) => ({ low: edges[i - 1] ?? min, high: edges[i] ?? max, share: part / count }))
    .filter(({ share }) => share > 0);
}
