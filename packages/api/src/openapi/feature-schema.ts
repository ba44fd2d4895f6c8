import { type DatasetSpec, type Feature } from '@espalier/core/contracts';
import { type JsonObject } from './json.ts';

/** The JSON schema of a row of features: levels as enums, ranges, what may be missing. */
export function rowSchemaOf({ features }: DatasetSpec): JsonObject {
  return {
    type: 'object',
    properties: Object.fromEntries(
      Object.entries(features).map(([name, feature]) => [name, featureSchema(feature)])
    ),
    required: Object.keys(features),
    additionalProperties: true
  };
}

function featureSchema(feature: Feature): JsonObject {
  const orNull = feature.missing === 'impute' ? ['null'] : [];
  if (feature.kind === 'category') {
    const { levels = [], unknown } = feature;
    if (unknown === 'other')
      return {
        type: ['string', 'number', ...orNull],
        examples: levels,
        description: `Known: ${levels.join(', ')}. Any other is scored as "other", with a warning.`
      };
    // A number is the level with that text.
    const numbers = levels.filter(level => String(Number(level)) === level).map(Number);
    return { enum: [...levels, ...numbers, ...(orNull.length > 0 ? [null] : [])] };
  }
  const { min, max, outside, integer } = feature;
  const range = {
    ...(min === undefined ? {} : { minimum: min }),
    ...(max === undefined ? {} : { maximum: max })
  };
  const type = orNull.length > 0 ? ['number', 'null'] : 'number';
  const remarks = [
    ...(integer ? ['A whole number; a fraction is answered with a warning.'] : []),
    ...(outside === 'flag' && Object.keys(range).length > 0
      ? [`From ${min ?? 'any'} to ${max ?? 'any'}; outside is answered with a warning.`]
      : [])
  ];
  return {
    type,
    ...(outside === 'reject' ? range : {}),
    ...(remarks.length > 0 ? { description: remarks.join(' ') } : {})
  };
}
