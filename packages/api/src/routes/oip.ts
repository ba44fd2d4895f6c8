import { Router } from 'express';
import { type AppDeps } from '../app-deps.ts';
import { oipOutputs } from '../contracts/oip.ts';
import { datatypeOf } from '../contracts/tensors.ts';
import { type ServedModel } from '../models/served-model.ts';
import { modelRoute, route, servedOf } from '../routing.ts';
import { SERVER_VERSION } from '../server-version.ts';

/** What the Open Inference Protocol and MLflow ask besides predictions. */
export function oipRoutes(deps: AppDeps): Router {
  const { models, isStopping } = deps;
  const router = Router();
  const isReady = (): boolean =>
    !isStopping() && models.all.every(({ slot }) => slot.failure() === undefined);
  route(router, 'get', '/v2', (_request, response) => {
    response.json({ name: 'espalier', version: SERVER_VERSION, extensions: [] });
  });
  route(router, 'get', '/v2/health/live', (_request, response) => {
    response.json({ live: true });
  });
  route(router, 'get', '/v2/health/ready', (_request, response) => {
    const ready = isReady();
    response.status(ready ? 200 : 503).json({ ready, live: true });
  });
  for (const path of ['/v2/models/:name', '/v2/models/:name/versions/:version']) {
    route(router, 'get', path, (request, response) => {
      response.json(metadataOf(servedOf(deps, request).slot.current()));
    });
    route(router, 'get', `${path}/ready`, (request, response) => {
      const { slot } = servedOf(deps, request);
      const ready = slot.failure() === undefined;
      response.status(ready ? 200 : 503).json({ name: slot.identity().name, ready });
    });
  }
  modelRoute(router, deps, 'get', '/ping', ({ slot }, _request, response) => {
    response
      .status(slot.failure() === undefined ? 200 : 503)
      .type('text/plain')
      .send('\n');
  });
  modelRoute(router, deps, 'get', '/version', (_served, _request, response) => {
    response.type('text/plain').send(SERVER_VERSION);
  });
  return router;
}

function metadataOf(model: ServedModel): object {
  const shape = [-1];
  return {
    name: model.name,
    versions: [model.version],
    platform: 'espalier',
    inputs: model.columns.map(column => ({
      name: column.name,
      datatype: datatypeOf(column),
      shape
    })),
    outputs: oipOutputs(model.family).map(([name, datatype]) => ({ name, datatype, shape }))
  };
}
