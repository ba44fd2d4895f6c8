export type Json =
  string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

export type JsonObject = Readonly<Record<string, Json>>;

/** Reference a schema among the components of the document. */
export function ref(name: string): JsonObject {
  return { $ref: `#/components/schemas/${name}` };
}

export function object(
  properties: JsonObject,
  required: readonly string[] = Object.keys(properties)
): JsonObject {
  return { type: 'object', properties, required };
}

export function list(items: Json, bounds: JsonObject = {}): JsonObject {
  return { type: 'array', items, ...bounds };
}

export const TEXT: JsonObject = { type: 'string' };
/** A string that may be left out; null is the same. */
export const OPTIONAL_TEXT: JsonObject = { type: ['string', 'null'] };
export const OPTIONAL_OBJECT: JsonObject = { type: ['object', 'null'], additionalProperties: true };
/** An object whose fields the document does not list; generators take one without the remark for an empty one. */
export const ANY_OBJECT: JsonObject = { type: 'object', additionalProperties: true };
export const COUNT: JsonObject = { type: 'integer', minimum: 0 };
export const PROBABILITY: JsonObject = { type: 'number', minimum: 0, maximum: 1 };
export const CLASS: JsonObject = { enum: [0, 1] };
export const REASONS = list(object({ feature: TEXT, contribution: { type: 'number' } }));
export const WARNINGS = list(ref('Problem'));
