import {
  allDeciles,
  decileOf,
  formatDate,
  MIN_LEVEL_ROWS,
  present,
  roundAggregate,
  roundBounds,
  roundDates,
  roundToDay
} from '@espalier/core';
import type {
  ColumnProfile,
  DatasetSpec,
  DateFeature,
  Feature,
  Profile
} from '@espalier/core/contracts';
import type { Json, JsonObject } from '../json-schema.ts';

/**
 * Build the JSON schema of a row of features. It shows declared levels and ranges, and rounded aggregates of the training
 * data; nothing of the values of private columns.
 */
export function rowSchema({ features }: DatasetSpec, { columns }: Profile): JsonObject {
  return {
    type: 'object',
    properties: Object.fromEntries(
      Object.entries(features).map(([name, feature]) => [
        name,
        feature.private ? privateSchema(feature) : featureSchema(feature, columns[name])
      ])
    ),
    required: Object.keys(features),
    additionalProperties: true
  };
}

function featureSchema(feature: Feature, profile: ColumnProfile | undefined): JsonObject {
  switch (feature.kind) {
    case 'number':
      return numberSchema(feature, profile);
    case 'category':
      return categorySchema(feature);
    case 'date':
      return dateSchema(feature, profile);
  }
}

function privateSchema(feature: Feature): JsonObject {
  return { type: [...typesOf(feature), ...nullable(feature)] };
}

function typesOf(feature: Feature): string[] {
  if (feature.kind === 'category') return ['string', 'number'];
  if (feature.kind === 'date') return ['string'];
  // An integer column accepts fractions, with a warning.
  return ['number'];
}

function nullable(feature: Feature): string[] {
  return feature.missing === 'impute' ? ['null'] : [];
}

function categorySchema(feature: Extract<Feature, { kind: 'category' }>): JsonObject {
  const { levels = [], unknown } = feature;
  if (levels.length === 0) return privateSchema(feature);
  if (unknown === 'other')
    return {
      type: [...typesOf(feature), ...nullable(feature)],
      examples: levels,
      description: `Known: ${levels.join(', ')}. Any other is scored as "other", with a warning.`
    };
  // A number is accepted as the level with that text.
  const numbers = levels.filter(level => String(Number(level)) === level).map(Number);
  return { enum: [...levels, ...numbers, ...(feature.missing === 'impute' ? [null] : [])] };
}

/** A text, whose time and zone may be left out; a number is not a date. */
function dateSchema(feature: DateFeature, profile: ColumnProfile | undefined): JsonObject {
  const type = [...typesOf(feature), ...nullable(feature)];
  const deciles = (profile?.kind === 'number' && allDeciles(profile)) || [];
  const edges = roundDates(deciles).map(formatDate);
  const remarks = [
    'A date, or a date and time, in ISO 8601; UTC without a zone.',
    ...(edges.length === 9
      ? [`Training data: median ${edges[4]!}, 10% before ${edges[0]!}, 10% after ${edges[8]!}.`]
      : [])
  ];
  const hasTime = feature.parts?.includes('hour') === true;
  return {
    type: type.length === 1 ? type[0]! : type,
    format: hasTime ? 'date-time' : 'date',
    examples: [typicalDate(feature, profile)],
    description: remarks.join(' ')
  };
}

/** The day in the middle of the training data, with a time where the model takes one. */
function typicalDate({ parts }: DateFeature, profile: ColumnProfile | undefined): string {
  const median = profile?.kind === 'number' ? decileOf(profile, 0.5) : undefined;
  const day = formatDate(roundToDay(median ?? 0));
  return parts?.includes('hour') === true ? `${day}T12:00:00Z` : day;
}

function numberSchema(
  feature: Extract<Feature, { kind: 'number' }>,
  profile: ColumnProfile | undefined
): JsonObject {
  const { min, max, outside, integer } = feature;
  const range = present({ minimum: min, maximum: max });
  const type = [...typesOf(feature), ...nullable(feature)];
  const deciles = (profile?.kind === 'number' && allDeciles(profile)) || [];
  const edges = roundBounds(deciles);
  const median = edges.length === 9 ? roundAggregate(edges[4]!) : undefined;
  const remarks = [
    ...(integer ? ['An integer; fractions are accepted with a warning.'] : []),
    ...(outside === 'flag' && Object.keys(range).length > 0
      ? [`From ${min ?? 'any'} to ${max ?? 'any'}; values outside are accepted with a warning.`]
      : []),
    ...(median === undefined
      ? []
      : [`Training data: median ${median}, 10% below ${edges[0]!}, 10% above ${edges[8]!}.`])
  ];
  return {
    type: type.length === 1 ? type[0]! : type,
    ...(outside === 'reject' ? range : {}),
    ...(median === undefined ? {} : { examples: [median] }),
    ...(remarks.length > 0 ? { description: remarks.join(' ') } : {})
  };
}

/** A row of medians and most frequent levels; cells of private columns are empty. */
export function typicalRow({ features }: DatasetSpec, { columns }: Profile): JsonObject {
  return Object.fromEntries(
    Object.entries(features).map(([name, feature]) => [
      name,
      feature.private ? null : typicalCell(feature, columns[name])
    ])
  );
}

function typicalCell(feature: Feature, profile: ColumnProfile | undefined): Json {
  if (feature.kind === 'category') {
    const { levels = [] } = feature;
    if (profile?.kind !== 'category' || levels.length === 0) return levels[0] ?? null;
    const most = Math.max(...profile.counts);
    const level = profile.levels[profile.counts.indexOf(most)];
    return most >= MIN_LEVEL_ROWS && level !== undefined ? level : (levels[0] ?? null);
  }
  if (feature.kind === 'date') return typicalDate(feature, profile);
  const { min = -Infinity, max = Infinity, integer } = feature;
  const median = profile?.kind === 'number' ? decileOf(profile, 0.5) : undefined;
  if (median === undefined) return Number.isFinite(min) ? min : Number.isFinite(max) ? max : 0;
  const shown = roundAggregate(median);
  return Math.min(Math.max(integer ? Math.round(shown) : shown, min), max);
}
