import {
  createRowEncoder,
  formatDate,
  plainEdges,
  type Random,
  randomSeeded,
  roundToDay
} from '@espalier/core';
import type { DatasetSpec, Feature, GoldenRow, Profile } from '@espalier/core/contracts';
import { createScorer, type ScoringParts } from './score.ts';

/** A level that no spec declares, drawn where the spec says `unknown: other`. */
const UNDECLARED = 'espalier: undeclared level';
const NUM_ROWS = 16;
/** Share of empty cells, where they are allowed. */
const EMPTY_SHARE = 0.1;
const SEED = 20_011;

/**
 * Draw synthetic rows from the spec's levels and ranges, or from the profile's deciles without a range; never rows of the
 * table. They include empty cells and undeclared levels where those can be scored.
 */
export function goldenRows(spec: DatasetSpec, profile: Profile): GoldenRow[] {
  const random = randomSeeded(SEED);
  return Array.from({ length: NUM_ROWS }, () =>
    Object.fromEntries(
      Object.entries(spec.features).map(([name, feature]) => [
        name,
        drawCell(feature, rangeOf(name, feature, profile), random)
      ])
    )
  );
}

function drawCell(
  feature: Feature,
  [low, high]: readonly [number, number],
  random: Random
): string | number | null {
  const dice = random();
  const share = random();
  if (feature.missing === 'impute' && dice < EMPTY_SHARE) return null;
  if (feature.kind === 'category') {
    const levels = feature.levels ?? [];
    if (feature.unknown === 'other' && (levels.length === 0 || dice > 1 - EMPTY_SHARE))
      return UNDECLARED;
    return levels[Math.floor(share * levels.length)] ?? null;
  }
  const value = low + share * (high - low);
  if (feature.kind === 'date')
    return formatDate(
      feature.parts?.includes('hour') === true ? roundToSecond(value) : roundToDay(value)
    );
  return feature.integer ? Math.round(value) : Number(value.toPrecision(4));
}

function rangeOf(name: string, feature: Feature, profile: Profile): readonly [number, number] {
  if (feature.kind === 'category') return [0, 0];
  const column = profile.columns[name];
  const edges = column?.kind === 'number' ? plainEdges(column.edges) : [];
  if (feature.kind === 'date') return [edges[0] ?? 0, edges.at(-1) ?? 0];
  const low = feature.min ?? Math.min(edges[0] ?? 0, feature.max ?? Infinity);
  const high = feature.max ?? Math.max(edges.at(-1) ?? 1, low);
  return [low, high];
}

function roundToSecond(value: number): number {
  return Math.floor(value / 1000) * 1000;
}

/** Score golden rows from JSON, as a request would be. */
export function scoreGolden(
  parts: ScoringParts & { readonly spec: DatasetSpec },
  rows: readonly GoldenRow[]
): number[] {
  const { table, problems } = createRowEncoder(parts.spec)(rows);
  if (problems.length > 0)
    throw new RangeError(`Cannot score golden rows: ${problems.length} problems, expected none`);
  return [...createScorer(parts)(table)];
}
