import { Router } from 'express';
import { EspalierError } from '@espalier/core';
import { type AppDeps } from '../app-deps.ts';
import { formatSecond } from '../contracts/contract.ts';
import { type Served } from '../models/models.ts';
import { modelRoute, route } from '../routing.ts';

export function healthRoutes(deps: AppDeps): Router {
  const { models, isStopping, now } = deps;
  const router = Router();
  modelRoute(router, deps, 'get', '/health', (served, _request, response) => {
    const isReady = served.slot.failure() === undefined;
    response.status(isReady ? 200 : 503).json(healthOf(served, now()));
  });
  modelRoute(router, deps, 'get', '/healthz', (_served, _request, response) => {
    response.json({ status: 'ok' });
  });
  const checkRunning = (): void => {
    if (isStopping())
      throw new EspalierError(
        'E_MODEL_UNAVAILABLE',
        'Cannot take more requests: the server is stopping',
        'Ask another instance'
      );
  };
  route(router, 'get', '/readyz', (_request, response) => {
    checkRunning();
    for (const { slot } of models.all) slot.current();
    response.json({ status: 'ready' });
  });
  route(router, 'get', '/models/:name/readyz', (request, response) => {
    checkRunning();
    models.find(request.params['name'] as string).slot.current();
    response.json({ status: 'ready' });
  });
  return router;
}

/** In the words of the model's contract. */
function healthOf({ slot }: Served, now: Date): object {
  const isReady = slot.failure() === undefined;
  if (slot.identity().contract !== 'instances') return { status: isReady ? 'ok' : 'unavailable' };
  return {
    status: isReady ? 'healthy' : 'unhealthy',
    checks: {
      model_loaded: isReady,
      api_status: 'ok',
      model_version: isReady ? slot.current().version : null,
      timestamp: formatSecond(now)
    }
  };
}
