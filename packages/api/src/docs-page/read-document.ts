import type { Json, JsonObject } from '../json-schema.ts';

/** An operation of an OpenAPI document, as far as the page shows it. */
export interface ShownOperation {
  readonly method: string;
  readonly path: string;
  readonly summary: string;
  readonly tag: string;
  readonly isAdmin: boolean;
  readonly parameters: readonly ShownParameter[];
  /** The example request body. */
  readonly request: Json | undefined;
  /** The answer to it. */
  readonly answer: Json | undefined;
  readonly responses: readonly (readonly [status: string, description: string])[];
}

export interface ShownParameter {
  readonly name: string;
  readonly place: string;
  readonly isRequired: boolean;
  readonly description: string;
  readonly example: string;
}

export function readOperations(document: JsonObject): ShownOperation[] {
  return Object.entries(objectAt(document, 'paths')).flatMap(([path, methods]) =>
    Object.entries(methods as JsonObject).map(([method, operation]) =>
      readOperation(path, method, operation as JsonObject)
    )
  );
}

function readOperation(path: string, method: string, operation: JsonObject): ShownOperation {
  const responses = objectAt(operation, 'responses');
  return {
    method,
    path,
    summary: textOf(operation['summary']),
    tag: textOf((operation['tags'] as readonly Json[] | undefined)?.[0]),
    isAdmin: ((operation['security'] ?? []) as readonly Json[]).length > 0,
    parameters: ((operation['parameters'] ?? []) as readonly JsonObject[]).map(readParameter),
    request: exampleIn(objectAt(operation, 'requestBody')),
    answer: exampleIn(objectAt(responses, '200')),
    responses: Object.entries(responses).map(([status, answer]) => [
      status,
      textOf((answer as JsonObject)['description'])
    ])
  };
}

function readParameter(parameter: JsonObject): ShownParameter {
  return {
    name: textOf(parameter['name']),
    place: textOf(parameter['in']),
    isRequired: parameter['required'] === true,
    description: textOf(parameter['description']),
    example: textOf(parameter['example'])
  };
}

function exampleIn(message: JsonObject): Json | undefined {
  return objectAt(objectAt(message, 'content'), 'application/json')['example'];
}

export interface ShownField {
  readonly name: string;
  readonly isRequired: boolean;
  readonly type: string;
  /** Accepted values and remarks. */
  readonly values: string;
  readonly example: string;
}

/** The fields of the row schema of a model; those of a nested object by their path. */
export function readFields(document: JsonObject, model: string): ShownField[] {
  const schemas = objectAt(objectAt(document, 'components'), 'schemas');
  return fieldsOf(objectAt(schemas, `Row.${model}`), '');
}

function fieldsOf(schema: JsonObject, prefix: string): ShownField[] {
  const required = (schema['required'] ?? []) as readonly Json[];
  return Object.entries(objectAt(schema, 'properties')).flatMap(([name, field]) => {
    const of = field as JsonObject;
    const shown = readField(`${prefix}${name}`, required.includes(name), of);
    return [shown, ...fieldsOf(of, `${prefix}${name}.`)];
  });
}

function readField(name: string, isRequired: boolean, schema: JsonObject): ShownField {
  const { type, enum: levels, minimum, maximum, description, examples } = schema;
  const isNullable = [type, levels].flat().includes(null) || [type].flat().includes('null');
  const types = [type as Json]
    .flat()
    .filter(isText)
    .filter(one => one !== 'null');
  const values = [
    levels === undefined ? '' : `${(levels as readonly Json[]).filter(isText).join(', ')}.`,
    minimum === undefined ? '' : `At least ${textOf(minimum)}.`,
    maximum === undefined ? '' : `At most ${textOf(maximum)}.`,
    textOf(description),
    isNullable ? 'May be null.' : ''
  ];
  return {
    name,
    isRequired,
    type: levels === undefined ? types.join(' or ') : 'one of',
    values: values.filter(text => text !== '').join(' '),
    example: textOf((examples as readonly Json[] | undefined)?.[0])
  };
}

function isText(value: Json): value is string {
  return typeof value === 'string';
}

function objectAt(value: JsonObject, key: string): JsonObject {
  return (value[key] ?? {}) as JsonObject;
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
