import {
  type CategoryProfile,
  type ColumnProfile,
  type Feature,
  type NumberProfile
} from '@espalier/core';
import { type Bars, type Figure, type Histogram } from '@espalier/report';
import { percent, short } from './numbers.ts';

/** More levels than this are drawn as one. */
const MOST_LEVELS = 10;
/** Deciles hold a tenth of the rows each, unless many rows share a value. */
const EVEN_SHARE = 0.12;

/** The distribution of a column, as far as the spec lets it be seen; nothing where there is none to see. */
export function distributionOf(
  name: string,
  profile: ColumnProfile,
  feature: Feature
): Figure | undefined {
  if (profile.kind === 'category') return levelBars(name, profile, feature);
  if (profile.count === 0) return undefined;
  return feature.show ? histogram(name, profile) : decileBars(name, profile);
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

function decileBars(name: string, { counts, count }: NumberProfile): Histogram | undefined {
  const shares = counts.map(part => part / count);
  if (shares.every(share => share <= EVEN_SHARE)) return undefined;
  return {
    kind: 'histogram',
    label: `Share of the training rows of ${name} in each bin between the deciles`,
    heights: 'shares',
    bins: shares.map((share, i) => ({
      label: `bin ${i + 1}: ${percent(share)}`,
      from: i,
      to: i + 1,
      height: share
    })),
    ticks: shares.map((_, i) => ({ at: i + 0.5, text: String(i + 1) }))
  };
}

/** Bars as wide as the ranges between the deciles: their areas are the shares. */
function histogram(name: string, { edges, counts, count, min, max }: NumberProfile): Histogram {
  const low = min!;
  const high = max!;
  const bounds = [low, ...edges.filter(edge => edge > low && edge < high), high];
  const shares = sharesBetween(edges, counts, low, high);
  const widest = high - low;
  const bins = shares.map((part, i) => {
    const from = bounds[i]!;
    const to = bounds[i + 1] ?? from;
    return {
      label: `${short(from)} to ${short(to)}: ${percent(part / count)}`,
      from,
      to: widest > 0 ? to : from + 1,
      height: widest > 0 ? part / (to - from) : 1
    };
  });
  return {
    kind: 'histogram',
    label: `Distribution of ${name} over the training rows`,
    heights: 'relative',
    bins,
    ticks: widest > 0 ? [tick(low), tick((low + high) / 2), tick(high)] : [tick(low)]
  };
}

/** The counts of the bins that have a width; those at an end that is a decile itself go to their neighbours. */
function sharesBetween(
  edges: readonly number[],
  counts: readonly number[],
  low: number,
  high: number
): number[] {
  const merged: number[] = [];
  let waiting = 0;
  counts.forEach((count, i) => {
    const from = edges[i - 1] ?? low;
    const to = edges[i] ?? high;
    if (to <= low) waiting += count;
    else if (from >= high) merged.push((merged.pop() ?? 0) + count);
    else {
      merged.push(count + waiting);
      waiting = 0;
    }
  });
  return merged.length === 0 ? [waiting] : merged;
}

function tick(value: number): { at: number; text: string } {
  return { at: value, text: short(value) };
}
