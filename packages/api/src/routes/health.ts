import { Router } from 'express';
import { EspalierError } from '@espalier/core';
import { type AppDeps, route } from '../routing.ts';

export function healthRoutes({ model, isStopping }: AppDeps): Router {
  const router = Router();
  route(router, 'get', '/health', (_request, response) => {
    const isReady = model.failure() === undefined;
    response.status(isReady ? 200 : 503).json({ status: isReady ? 'ok' : 'unavailable' });
  });
  route(router, 'get', '/healthz', (_request, response) => {
    response.json({ status: 'ok' });
  });
  route(router, 'get', '/readyz', (_request, response) => {
    if (isStopping())
      throw new EspalierError(
        'E_MODEL_UNAVAILABLE',
        'Cannot take more requests: the server is stopping',
        'Ask another instance'
      );
    model.current();
    response.json({ status: 'ready' });
  });
  return router;
}
