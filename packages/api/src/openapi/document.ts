import { type Models, type Served } from '../models/models.ts';
import { SERVER_VERSION } from '../server-version.ts';
import { type Json, type JsonObject } from './json.ts';
import { modelPaths, rowComponents } from './model-paths.ts';
import { plainOperation, response, textResponse } from './operations.ts';
import { object, ref, SCHEMAS } from './schemas.ts';

/** The OpenAPI 3.1 document of a server: the first model at the root, and each under its name. */
export function serverDocument({ all, first }: Models, maxRows: number): JsonObject {
  return documentOf(all.map(({ slot }) => slot.identity().name).join(', '), all, {
    ...modelPaths(first, '', maxRows),
    ...pathsOf(all, maxRows),
    ...SERVER_PATHS
  });
}

/** The document of one model, under its name. */
export function modelDocument(served: Served, maxRows: number): JsonObject {
  return documentOf(served.slot.identity().name, [served], pathsOf([served], maxRows));
}

function pathsOf(all: readonly Served[], maxRows: number): JsonObject {
  return Object.assign(
    {},
    ...all.map(served => modelPaths(served, `/models/${served.slot.identity().name}`, maxRows))
  ) as JsonObject;
}

function documentOf(title: string, all: readonly Served[], paths: JsonObject): JsonObject {
  return {
    openapi: '3.1.0',
    info: {
      title,
      version: SERVER_VERSION,
      description: all.map(describe).join('\n\n')
    },
    paths,
    components: {
      schemas: { ...SCHEMAS, ...(Object.assign({}, ...all.map(rowComponents)) as JsonObject) },
      securitySchemes: { admin: { type: 'http', scheme: 'bearer' } }
    }
  };
}

function describe({ slot }: Served): string {
  const { name, contract } = slot.identity();
  if (slot.failure() !== undefined) return `${name} is not ready.`;
  const { version, family } = slot.current();
  return `${name} ${version}: family ${family}, contract ${contract}.`;
}

const STATUS: Json = object({ status: { type: 'string' } });
const SERVER = 'server';

/** What the server answers for all its models. */
const SERVER_PATHS: JsonObject = {
  '/readyz': plainOperation('get', {
    id: 'ready',
    summary: 'May traffic be sent here?',
    tag: SERVER,
    responses: {
      200: response('Every model is ready', STATUS),
      503: response('One is not: the reason', ref('Error'))
    }
  }),
  '/models': plainOperation('get', {
    id: 'models',
    summary: 'The models that are served',
    tag: SERVER,
    responses: {
      200: response('Each with its version', object({ models: { type: 'array', items: {} } }))
    }
  }),
  '/metrics': plainOperation('get', {
    id: 'metrics',
    summary: 'Metrics for Prometheus',
    tag: SERVER,
    admin: true,
    responses: { 200: textResponse('Text format') }
  }),
  '/monitor': plainOperation('post', {
    id: 'monitor',
    summary:
      'The plan of agent-monitor over metric points and a drift report, or over the server’s files',
    tag: SERVER,
    admin: true,
    responses: {
      200: response('The plan', { type: 'object' }),
      400: response('It cannot plan from that', ref('Error')),
      404: response('A file of the server is missing', ref('Error')),
      413: response('The body is too large', ref('Error')),
      415: response('The body is of a type that is not read', ref('Error'))
    }
  }),
  '/v2': plainOperation('get', {
    id: 'oip.server',
    summary: 'What the server is',
    tag: 'Open Inference Protocol',
    responses: { 200: response('Name, version, extensions', { type: 'object' }) }
  }),
  '/v2/health/live': plainOperation('get', {
    id: 'oip.live',
    summary: 'Is the process alive?',
    tag: 'Open Inference Protocol',
    responses: { 200: response('It is', object({ live: { type: 'boolean' } })) }
  }),
  '/v2/health/ready': plainOperation('get', {
    id: 'oip.ready',
    summary: 'Is every model ready?',
    tag: 'Open Inference Protocol',
    responses: {
      200: response('It is', { type: 'object' }),
      503: response('One is not', { type: 'object' })
    }
  })
};
