import express, { type RequestHandler, Router } from 'express';
import { EspalierError } from '@espalier/core';
import { type AppDeps, route } from '../routing.ts';
import { predictRows } from '../contracts/rows.ts';
import { openApiDocument } from '../openapi.ts';

export function predictRoutes({ model, metrics, limits }: AppDeps): Router {
  const router = Router();
  const parse = express.json({ limit: limits.maxBodyBytes, strict: false });
  route(
    router,
    'post',
    '/predict',
    countFailures(metrics),
    requireJson,
    parse,
    (request, response) => {
      const answer = predictRows(model.current(), request.body as unknown, limits.maxRows);
      metrics.prediction(answer.predictions.length, true);
      response.json(answer);
    }
  );
  route(router, 'get', '/openapi.json', (_request, response) => {
    response.json(openApiDocument(model.current(), limits.maxRows));
  });
  return router;
}

/** Every way not to be answered counts, those before the handler too. */
function countFailures(metrics: AppDeps['metrics']): RequestHandler {
  return (_request, response, next) => {
    response.once('close', () => {
      if (response.statusCode !== 200) metrics.prediction(0, false);
    });
    next();
  };
}

const requireJson: RequestHandler = (request, _response, next) => {
  const type = request.headers['content-type'] ?? '';
  if (!/^application\/json\s*(;|$)/i.test(type))
    throw new EspalierError(
      'E_MEDIA_TYPE',
      'Cannot read the body: its content type is not application/json',
      'Send the header content-type: application/json'
    );
  next();
};
