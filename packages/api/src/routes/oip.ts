import type { Serving } from '../app-deps.ts';
import { datatypeOf } from '../contracts/tensors.ts';
import { ANY_OBJECT, object, ref } from '../json-schema.ts';
import type { ModelVersion } from '../models/model-version.ts';
import { SERVER_VERSION } from '../server-version.ts';
import { checkRunning } from './health.ts';
import { response as describe, type ModelRoute, type Route, textResponse } from './route.ts';

const OIP = 'Open Inference Protocol';
const MLFLOW = 'MLflow';

/** The routes of the Open Inference Protocol and of MLflow besides predictions. */
export function oipRoutes(serving: Serving): Route[] {
  const { models } = serving;
  return [
    {
      method: 'get',
      path: '/v2',
      scope: 'server',
      operation: {
        id: 'oip.server',
        summary: 'Describe the server',
        tag: OIP,
        responses: { 200: describe('Name, version, extensions', ANY_OBJECT) }
      },
      handle(_request, response) {
        response.json({
          name: 'espalier',
          version: SERVER_VERSION,
          extensions: ['binary_tensor_data']
        });
      }
    },
    {
      method: 'get',
      path: '/v2/health/live',
      scope: 'server',
      operation: {
        id: 'oip.live',
        summary: 'Liveness of the process',
        tag: OIP,
        responses: { 200: describe('Alive', object({ live: { type: 'boolean' } })) }
      },
      handle(_request, response) {
        response.json({ live: true });
      }
    },
    {
      method: 'get',
      path: '/v2/health/ready',
      scope: 'server',
      operation: {
        id: 'oip.ready',
        summary: 'Readiness of every model',
        tag: OIP,
        responses: {
          200: describe('Every model is ready', ANY_OBJECT),
          503: describe('A model is not ready', ANY_OBJECT)
        }
      },
      async handle(_request, response) {
        const isRunning = await checkRunning(serving).then(
          () => true,
          () => false
        );
        const ready = isRunning && models.all.every(({ slot }) => slot.ready() !== undefined);
        response.status(ready ? 200 : 503).json({ ready, live: true });
      }
    },
    {
      ...metadataRoute('/v2/models/:name'),
      operation: {
        id: 'metadata',
        summary: 'Inputs and outputs of the model',
        tag: OIP,
        responses: {
          200: describe('Inputs and outputs with their datatypes', ANY_OBJECT),
          503: describe('No model is served', ref('OipError'))
        }
      }
    },
    metadataRoute('/v2/models/:name/versions/:version'),
    readyRoute('/v2/models/:name/ready'),
    readyRoute('/v2/models/:name/versions/:version/ready'),
    {
      method: 'get',
      path: '/ping',
      scope: 'model',
      operation: {
        id: 'ping',
        summary: 'Readiness of the model, as MLflow servers report it',
        tag: MLFLOW,
        responses: { 200: textResponse('Ready'), 503: textResponse('Not ready') }
      },
      handle({ slot }, _request, response) {
        response
          .status(slot.ready() === undefined ? 503 : 200)
          .type('text/plain')
          .send('\n');
      }
    },
    {
      method: 'get',
      path: '/version',
      scope: 'model',
      operation: {
        id: 'version',
        summary: 'Version of the server',
        tag: MLFLOW,
        responses: { 200: textResponse('A version') }
      },
      handle(_endpoint, _request, response) {
        response.type('text/plain').send(SERVER_VERSION);
      }
    }
  ];
}

function metadataRoute(path: string): ModelRoute {
  return {
    method: 'get',
    path,
    scope: 'model',
    handle({ slot }, _request, response) {
      response.json(describeTensors(slot.current()));
    }
  };
}

function readyRoute(path: string): ModelRoute {
  return {
    method: 'get',
    path,
    scope: 'model',
    handle({ slot }, _request, response) {
      const ready = slot.ready() !== undefined;
      response.status(ready ? 200 : 503).json({ name: slot.name, ready });
    }
  };
}

function describeTensors({ name, version, columns, outputs }: ModelVersion): object {
  const shape = [-1];
  return {
    name,
    versions: [version],
    platform: 'espalier',
    inputs: columns.map(column => ({ name: column.name, datatype: datatypeOf(column), shape })),
    outputs: [outputs.score, outputs.label].map(output => ({ ...output, shape }))
  };
}
