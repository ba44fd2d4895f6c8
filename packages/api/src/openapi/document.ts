import { present } from '@espalier/core';
import { COUNT, type Json, type JsonObject, list, object, ref, TEXT } from '../json-schema.ts';
import type { ModelEndpoint, Models } from '../models/models.ts';
import { type Operation, response, type Route } from '../routes/route.ts';
import { SCORING_ROUTES } from '../scoring/scoring-routes.ts';
import { SERVER_VERSION } from '../server-version.ts';
import { scoringOperation } from './scoring-operation.ts';

export interface DocumentContext {
  /** Whether the server asks for an admin token. */
  readonly hasToken: boolean;
  readonly maxRows: number;
  /** The time in example answers. */
  readonly now: Date;
  /** The routes besides those that answer with predictions. */
  readonly routes: readonly Route[];
}

/** The OpenAPI 3.1 document of a server: the first model at the root, and each under its name. */
export function serverDocument({ all, first }: Models, context: DocumentContext): JsonObject {
  const title = all.map(({ slot }) => slot.name).join(', ');
  const server = context.routes.flatMap(({ scope, path, method, isAdmin, operation }) =>
    scope === 'server' && operation !== undefined
      ? [[path, plainOperation(method, operation, isAdmin, context)] as const]
      : []
  );
  return documentOf(title, all, {
    ...modelPaths(first, '', context),
    ...namedPaths(all, context),
    ...Object.fromEntries(server)
  });
}

/** The OpenAPI document of one model, under its name. */
export function modelDocument(endpoint: ModelEndpoint, context: DocumentContext): JsonObject {
  return documentOf(endpoint.slot.name, [endpoint], namedPaths([endpoint], context));
}

function namedPaths(all: readonly ModelEndpoint[], context: DocumentContext): JsonObject {
  return Object.assign(
    {},
    ...all.map(endpoint => modelPaths(endpoint, `/models/${endpoint.slot.name}`, context))
  ) as JsonObject;
}

/** The paths of a model under a prefix: empty for the first model, `/models/<name>` for each. */
function modelPaths(endpoint: ModelEndpoint, prefix: string, context: DocumentContext): JsonObject {
  const { name, contract } = endpoint.slot;
  // A path that holds the name is the same under every prefix, and so is its operation id.
  const pathOf = (path: string): string =>
    path.includes(':name') ? path.replace(':name', name) : `${prefix}${path}`;
  const idOf = (path: string, id: string): string =>
    path.includes(':name') || prefix !== '' ? `${name}.${id}` : id;
  const scoring = SCORING_ROUTES.flatMap(({ path, id, contractFor }) => {
    const dialect = contractFor(contract);
    if (id === undefined || dialect === undefined) return [];
    return [[pathOf(path), scoringOperation(endpoint.slot, dialect, idOf(path, id), context)]];
  });
  const plain = context.routes.flatMap(({ scope, path, method, isAdmin, operation }) =>
    scope === 'model' && operation !== undefined
      ? [
          [
            pathOf(path),
            plainOperation(method, { ...operation, id: idOf(path, operation.id) }, isAdmin, context)
          ]
        ]
      : []
  );
  return Object.fromEntries([...scoring, ...plain]) as JsonObject;
}

function plainOperation(
  method: 'get' | 'post',
  { id, summary, tag, query = [], request, responses }: Operation,
  isAdmin = false,
  { hasToken }: DocumentContext
): JsonObject {
  return {
    [method]: {
      operationId: id,
      summary,
      tags: [tag],
      parameters: query.map(parameter => ({ in: 'query', ...parameter })),
      security: isAdmin ? [{ admin: [] }, ...(hasToken ? [] : [{}])] : [],
      ...present({ requestBody: request }),
      responses: isAdmin ? { ...responses, ...TOKEN_RESPONSES } : responses
    }
  };
}

const TOKEN_RESPONSES: JsonObject = {
  401: response('The admin token is required', ref('Error')),
  403: response('The admin token does not match', ref('Error'))
};

function documentOf(title: string, all: readonly ModelEndpoint[], paths: JsonObject): JsonObject {
  return {
    openapi: '3.1.0',
    info: { title, version: SERVER_VERSION, description: all.map(describe).join('\n\n') },
    servers: [{ url: '/' }],
    paths,
    components: {
      schemas: { ...SCHEMAS, ...contractSchemas(all), ...rowSchemas(all) },
      securitySchemes: { admin: { type: 'http', scheme: 'bearer' } }
    }
  };
}

function describe({ slot }: ModelEndpoint): string {
  const ready = slot.ready();
  if (ready === undefined) return `${slot.name} is not ready.`;
  return `${slot.name} ${ready.version}: family ${ready.family}, contract ${slot.contract}.`;
}

/** The schemas that do not depend on a contract. */
const SCHEMAS: JsonObject = {
  Problem: object(
    { row: COUNT, field: TEXT, problem: TEXT, expected: TEXT, line: COUNT, count: COUNT },
    ['problem']
  ),
  Error: object(
    {
      error: object({
        code: TEXT,
        message: TEXT,
        hint: TEXT,
        details: list(ref('Problem')),
        request_id: TEXT
      }),
      guardrails_triggered: list(TEXT),
      request_id: TEXT
    },
    ['error']
  ),
  Version: object({ name: TEXT, version: TEXT, family: TEXT, checksum_sha256: TEXT })
};

/** The schemas of the contracts that the models have. */
function contractSchemas(all: readonly ModelEndpoint[]): JsonObject {
  const contracts = all.flatMap(({ slot }) =>
    SCORING_ROUTES.flatMap(({ contractFor }) => contractFor(slot.contract) ?? [])
  );
  return Object.assign({}, ...contracts.map(({ schemas }) => schemas)) as JsonObject;
}

/** The schema of a row of each model, by name. */
function rowSchemas(all: readonly ModelEndpoint[]): JsonObject {
  return Object.fromEntries(
    all.map(({ slot }): [string, Json] => [
      `Row.${slot.name}`,
      slot.ready()?.rowSchema ?? { type: 'object' }
    ])
  );
}
