import { EspalierError, present } from '@espalier/core';
import type { Contract, ContractDescription, ModelSchemas } from '../contracts/contract.ts';
import { type Json, type JsonObject, ref } from '../json-schema.ts';
import type { ModelSlot } from '../models/model-slot.ts';
import type { ModelVersion } from '../models/model-version.ts';
import { response } from '../routes/route.ts';

const EXAMPLE_MS = 2;

/** Document a route that answers with predictions, with a request that can be sent as it is and the model's answer to it. */
export function scoringOperation(
  slot: ModelSlot,
  contract: Contract,
  id: string,
  { maxRows, now }: { readonly maxRows: number; readonly now: Date }
): JsonObject {
  const limit = Math.min(maxRows, contract.maxRows ?? Infinity);
  const model = slot.ready();
  const description = contract.describe(schemasOf(slot, limit));
  const { summary, tag, request, example, answer, error, parameters, otherBodies, otherAnswers } =
    description;
  const answered = model && answerExample(model, contract, description, limit, now);
  return {
    post: {
      operationId: id,
      summary,
      tags: [tag ?? slot.name],
      parameters: [...(parameters ?? []), userEmail(contract.requiresUser === true), REQUEST_ID],
      security: [],
      requestBody: {
        description: PACKED,
        required: true,
        content: { 'application/json': { schema: request, example }, ...otherBodies }
      },
      responses: {
        200: {
          description: 'One prediction for each row, in order',
          content: {
            'application/json': { schema: answer, ...present({ example: answered }) },
            ...otherAnswers
          }
        },
        400: response('Nothing was scored; every problem is listed', error),
        404: response('No such model or version', error),
        413: response('The body is too large', error),
        415: response('The media type or encoding of the body is not supported', error, ACCEPTED),
        503: response('No model is served, or too many requests are waiting', error, RETRY)
      }
    }
  };
}

function schemasOf(slot: ModelSlot, maxRows: number): ModelSchemas {
  const { name } = slot;
  const row = ref(`Row.${name}`);
  const model = slot.ready();
  if (model === undefined)
    return {
      name,
      row,
      flatRow: row,
      columns: [],
      outputs: [],
      example: {},
      flatExample: {},
      maxRows
    };
  const {
    columns,
    outputs: { score, label },
    rowSchema,
    flatRowSchema,
    example,
    flatExample
  } = model;
  const flatRow = flatRowSchema === rowSchema ? row : flatRowSchema;
  const outputs = [score.name, label.name];
  return { name, row, flatRow, columns, outputs, example, flatExample, maxRows };
}

/** Score the example request; undefined if the model cannot. */
function answerExample(
  model: ModelVersion,
  contract: Contract,
  { example }: ContractDescription,
  maxRows: number,
  now: Date
): Json | undefined {
  const notes = { numInputs: 0, guardrails: [] };
  const context = {
    model,
    mediaType: 'application/json',
    query: '',
    maxRows
  };
  try {
    const call = contract.read(JSON.stringify(example), context, notes);
    const encoded = model.encode(call.rows);
    if (encoded.problems.length > 0) return undefined;
    const { warnings } = encoded;
    const result = { model, requestId: 'r-1', warnings, now, milliseconds: EXAMPLE_MS };
    return contract.answer(call, { ...result, ...model.score(encoded, call.explain) }) as Json;
  } catch (error) {
    if (error instanceof EspalierError) return undefined;
    throw error;
  }
}

const PACKED = 'May be packed with gzip or deflate, and says so in content-encoding.';

const ACCEPTED: JsonObject = {
  'accept-encoding': {
    description: 'How a body may be packed, where that was the reason',
    schema: { type: 'string' }
  }
};

const RETRY: JsonObject = {
  'retry-after': { description: 'Seconds to wait', schema: { type: 'integer' } }
};

/** An address as the server reads it; the format "email" of JSON Schema allows ASCII only. */
const ADDRESS = '(?:"(?:[^"\\\\]|\\\\.)+"|[^\\s@,;<>"]+)@(?:\\[[^\\]\\s]+\\]|[^\\s@,;<>"\\[\\]]+)';

function userEmail(required: boolean): JsonObject {
  // An empty header is a missing one.
  const forms = [ADDRESS, `[^<>]*<${ADDRESS}>`, ...(required ? [] : [''])];
  return {
    name: 'X-User-Email',
    in: 'header',
    required,
    description: 'Email address of the user; only its hash is stored',
    schema: { type: 'string', pattern: `^(?:${forms.join('|')})$` },
    example: 'analyst@example.org'
  };
}

const REQUEST_ID: JsonObject = {
  name: 'x-request-id',
  in: 'header',
  required: false,
  description:
    'Echoed in the response and recorded in logs, at most 128 characters; generated if missing',
  schema: { type: 'string' }
};
