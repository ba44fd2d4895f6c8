import express, {
  type ErrorRequestHandler,
  type Express,
  type Request,
  type RequestHandler,
  type Response,
  Router
} from 'express';
import { EspalierError } from '@espalier/core';
import { type AppDeps } from './app-deps.ts';
import { framesOf, toHttpFailure } from './errors/http-failure.ts';
import { exchangeOf } from './exchange.ts';
import { docsRoutes } from './routes/docs.ts';
import { healthRoutes } from './routes/health.ts';
import { modelRoutes } from './routes/model.ts';
import { monitorRoutes } from './routes/monitor.ts';
import { oipRoutes } from './routes/oip.ts';
import { route } from './routing.ts';
import { contractOfPath, type Params, scoringRoutes } from './scoring/scoring-routes.ts';

/** Every route as an Express app, for the dispatch to fall back on; listening, loading and signals are the business of server.ts. */
export function createApp(deps: AppDeps): Express {
  const app = express();
  app.disable('x-powered-by').disable('etag');
  app.use(observe(deps), healthRoutes(deps), predictRoutes(deps), oipRoutes(deps));
  app.use(modelRoutes(deps), monitorRoutes(deps), docsRoutes(deps), unknownRoute());
  app.use(answerError(deps));
  return app;
}

/** What the log and the metrics learn of a request once it is answered; predictions tell them themselves. */
function observe({ log, metrics, elapsed }: AppDeps): RequestHandler {
  return (request, response, next) => {
    response.once('close', () => {
      const { requestId, route: template, started, isPrediction } = exchangeOf(request);
      if (isPrediction === true) return;
      const milliseconds = elapsed() - started;
      const method = KNOWN_METHODS.has(request.method) ? request.method : 'other';
      const status = response.statusCode;
      metrics.request(template, method, status, milliseconds);
      log.request(requestId, method, template, status, milliseconds);
    });
    next();
  };
}

const KNOWN_METHODS = new Set(['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT']);

function predictRoutes(deps: AppDeps): Router {
  const router = Router();
  const templates = new Set<string>();
  for (const { template, handle } of scoringRoutes(deps)) {
    if (templates.has(template)) continue;
    templates.add(template);
    route(router, 'post', template, (request, _response) => {
      handle(exchangeOf(request), request.params as Params);
    });
  }
  return router;
}

function unknownRoute(): RequestHandler {
  return () => {
    throw new EspalierError(
      'E_ROUTE_UNKNOWN',
      'Cannot find that route',
      'GET /openapi.json lists the routes'
    );
  };
}

/** The one place where a failure of these routes becomes an answer. Express knows it by its four parameters. */
function answerError({ log }: AppDeps): ErrorRequestHandler {
  return (error: unknown, request: Request, response: Response, _next) => {
    const failure = toHttpFailure(error);
    const { requestId } = exchangeOf(request);
    if (failure.code === 'E_INTERNAL')
      log.error({ request_id: requestId, stack: framesOf(failure.cause) }, 'internal error');
    if (response.headersSent) {
      response.destroy();
      return;
    }
    if (failure.status === 503) response.setHeader('retry-after', '5');
    response.status(failure.status).json(contractOfPath(request.path).fail(failure, requestId));
  };
}
