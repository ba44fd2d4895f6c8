import express, {
  type ErrorRequestHandler,
  type Express,
  type Request,
  type RequestHandler,
  type Response
} from 'express';
import { EspalierError } from '@espalier/core';
import { errorBody, toHttpFailure } from './http-errors.ts';
import { safeRequestId } from './request-id.ts';
import { healthRoutes } from './routes/health.ts';
import { modelRoutes } from './routes/model.ts';
import { predictRoutes } from './routes/predict.ts';
import { type AppDeps, type Locals } from './routing.ts';

/** Build the app; listening, loading and signals are the business of server.ts. */
export function createApp(deps: AppDeps): Express {
  const app = express();
  app.disable('x-powered-by').disable('etag');
  app.use(observe(deps));
  app.use(healthRoutes(deps), predictRoutes(deps), modelRoutes(deps), unknownRoute());
  app.use(answerError(deps));
  return app;
}

/** Gives every request its id and, once it is answered, its log line and its metrics. */
function observe({ log, metrics, newId, elapsed }: AppDeps): RequestHandler {
  return (request, response, next) => {
    const started = elapsed();
    const locals = response.locals as Locals;
    locals.requestId = safeRequestId(request.headers['x-request-id']) ?? newId();
    response.setHeader('x-request-id', locals.requestId);
    response.setHeader('x-content-type-options', 'nosniff');
    response.setHeader('cache-control', 'no-store');
    response.once('close', () => {
      const milliseconds = elapsed() - started;
      const route = locals.route ?? 'unknown';
      const method = KNOWN_METHODS.has(request.method) ? request.method : 'other';
      metrics.request(route, method, response.statusCode, milliseconds);
      log.info(
        {
          request_id: locals.requestId,
          method,
          route,
          status: response.statusCode,
          latency_ms: Math.round(milliseconds * 1000) / 1000
        },
        'request'
      );
    });
    next();
  };
}

const KNOWN_METHODS = new Set(['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT']);

function unknownRoute(): RequestHandler {
  return () => {
    throw new EspalierError(
      'E_ROUTE_UNKNOWN',
      'Cannot find that route',
      'GET /openapi.json lists the routes'
    );
  };
}

/** The one place where a failure becomes an answer. Express knows it by its four parameters. */
function answerError({ log }: AppDeps): ErrorRequestHandler {
  return (error: unknown, _request: Request, response: Response, _next) => {
    const failure = toHttpFailure(error);
    const { requestId } = response.locals as Locals;
    if (failure.code === 'E_INTERNAL')
      log.error({ request_id: requestId, stack: stackOf(failure.cause) }, 'internal error');
    if (response.headersSent) {
      response.destroy();
      return;
    }
    if (failure.status === 503) response.setHeader('retry-after', '5');
    response.status(failure.status).json(errorBody(failure, requestId));
  };
}

/** Where it failed, without the message: that may quote input. */
function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  return (error.stack ?? '')
    .split('\n')
    .filter(line => /^\s+at /.test(line))
    .join('\n');
}
