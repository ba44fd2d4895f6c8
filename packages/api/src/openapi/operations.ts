import { type Json, type JsonObject } from './json.ts';
import { list, object, ref } from './schemas.ts';

/** What an operation that predicts is made of. */
export interface PredictOperation {
  readonly id: string;
  readonly summary: string;
  readonly tag: string;
  readonly request: JsonObject;
  readonly example: Json;
  readonly answer: string;
  readonly error: string;
  readonly parameters?: readonly Json[];
  /** Further forms of the body, by media type. */
  readonly further?: JsonObject;
}

export function predictOperation(operation: PredictOperation): JsonObject {
  const { id, summary, tag, request, example, answer, error, parameters, further } = operation;
  return {
    post: {
      operationId: id,
      summary,
      tags: [tag],
      parameters: [...(parameters ?? []), REQUEST_ID],
      requestBody: {
        required: true,
        content: { 'application/json': { schema: request, example }, ...further }
      },
      responses: {
        200: response('One prediction a row, in order', ref(answer)),
        400: response('Nothing was scored: all problems are listed', ref(error)),
        404: response('There is no such model or version', ref(error)),
        413: response('The body is too large', ref(error)),
        415: response('The body is of a type or an encoding that is not read', ref(error)),
        503: response('No model is served, or too many requests wait', ref(error), RETRY)
      }
    }
  };
}

export interface PlainOperation {
  readonly id: string;
  readonly summary: string;
  readonly tag: string;
  readonly responses: Readonly<Record<number, Json>>;
  readonly admin?: boolean;
  readonly parameters?: readonly Json[];
}

export function plainOperation(method: 'get' | 'post', operation: PlainOperation): JsonObject {
  const { id, summary, tag, responses, admin = false, parameters = [] } = operation;
  return {
    [method]: {
      operationId: id,
      summary,
      tags: [tag],
      parameters: [...parameters],
      ...(admin ? { security: [{ admin: [] }, {}] } : {}),
      responses: {
        ...responses,
        ...(admin
          ? {
              401: response('A token is asked for', ref('Error')),
              403: response('It is another token', ref('Error'))
            }
          : {})
      }
    }
  };
}

export function response(description: string, schema?: Json, headers?: JsonObject): JsonObject {
  return {
    description,
    ...(headers === undefined ? {} : { headers }),
    ...(schema === undefined ? {} : { content: { 'application/json': { schema } } })
  };
}

export function textResponse(description: string): JsonObject {
  return { description, content: { 'text/plain': { schema: { type: 'string' } } } };
}

const RETRY: JsonObject = {
  'retry-after': { description: 'Seconds to wait', schema: { type: 'integer' } }
};

const REQUEST_ID: JsonObject = {
  name: 'x-request-id',
  in: 'header',
  required: false,
  description: 'Said back, kept in log and audit, cut to 128 characters; made up where absent',
  schema: { type: 'string' }
};

export const EXPLAIN: JsonObject = {
  name: 'explain',
  in: 'query',
  required: false,
  description: 'Add the top reasons of each score',
  schema: { type: 'boolean' }
};

export const USER_EMAIL: JsonObject = {
  name: 'X-User-Email',
  in: 'header',
  required: true,
  description: 'Who asks; kept as a hash',
  schema: { type: 'string', pattern: '\\S' },
  example: 'analyst@example.org'
};

/** The forms of a body that MLflow's scoring protocol knows. */
export function mlflowSchema(row: Json, maxRows: number): JsonObject {
  const rows = list(row, { minItems: 1, maxItems: maxRows });
  const split = object({
    columns: list({ type: 'string' }),
    data: list(list({}), { minItems: 1, maxItems: maxRows })
  });
  return {
    oneOf: [
      object({ dataframe_split: split }),
      object({ dataframe_records: rows }),
      object({ instances: {} }),
      object({ inputs: {} })
    ]
  };
}
