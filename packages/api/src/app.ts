import express, {
  type ErrorRequestHandler,
  type Express,
  type Request,
  type RequestHandler,
  type Response,
  Router
} from 'express';
import { EspalierError } from '@espalier/core';
import type { AppDeps } from './app-deps.ts';
import { ACCEPTED_CODINGS, isCodingFailure } from './content-coding.ts';
import { oipContract } from './contracts/oip.ts';
import { framesOf, toHttpFailure } from './errors/http-failure.ts';
import { exchangeOf } from './exchange.ts';
import { mount, mountRoute } from './routes/mount.ts';
import { createRoutes } from './routes/table.ts';
import { createScoringHandlers, type Params } from './scoring/scoring-routes.ts';

/** Build an Express app with every route; listening, loading and signals are the business of server.ts. */
export function createApp(deps: AppDeps): Express {
  const app = express();
  app.disable('x-powered-by').disable('etag');
  app.use(observe(deps), formatOipErrors());
  app.use(refuse(), createRouter(deps), unknownRoute(), answerError(deps));
  return app;
}

/** Log and count requests once they are answered; prediction handlers do so themselves. */
function observe({ sinks: { log, metrics }, clock }: AppDeps): RequestHandler {
  return (request, response, next) => {
    // It may have left while Express was loaded.
    const isGone = response.closed;
    const note = (): void => {
      const exchange = exchangeOf(request);
      const { requestId, traceId, route: template, started, isPrediction } = exchange;
      if (isPrediction === true) return;
      const milliseconds = clock.elapsed() - started;
      const method = KNOWN_METHODS.has(request.method) ? request.method : 'other';
      // Nothing was sent when the client disconnected first.
      const status = response.writableEnded && !isGone ? response.statusCode : 499;
      metrics.request(template, method, status, milliseconds);
      log.request(requestId, method, template, status, milliseconds, traceId);
    };
    if (!isGone) response.once('close', note);
    next();
    // Its route is known now.
    if (isGone) note();
  };
}

/** Reject what the dispatch refuses whatever its route. */
function refuse(): RequestHandler {
  return (request, _response, next) => {
    const { refusal } = exchangeOf(request);
    if (refusal !== undefined) throw refusal;
    next();
  };
}

const KNOWN_METHODS = new Set(['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT']);

/** Everything under /v2 speaks the Open Inference Protocol, unknown routes included. */
function formatOipErrors(): RequestHandler {
  return (request, _response, next) => {
    if (request.path.startsWith('/v2')) exchangeOf(request).formatError = oipContract.fail;
    next();
  };
}

function createRouter(deps: AppDeps): Router {
  const router = Router();
  for (const { template, fallback, handle } of createScoringHandlers(deps))
    mount(router, 'post', template, fallback.fail, request => {
      handle(exchangeOf(request), request.params as Params);
    });
  for (const route of createRoutes(deps)) mountRoute(router, route, deps.serving);
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

/** Turn every error of these routes into a response. Express recognises the handler by its four parameters. */
function answerError({ sinks: { log } }: AppDeps): ErrorRequestHandler {
  return (error: unknown, request: Request, response: Response, _next) => {
    const failure = toHttpFailure(error);
    const { requestId, formatError } = exchangeOf(request);
    if (failure.code === 'E_INTERNAL')
      log.error({ request_id: requestId, stack: framesOf(failure.cause) }, 'internal error');
    if (response.headersSent) {
      response.destroy();
      return;
    }
    if (failure.status === 503) response.setHeader('retry-after', '5');
    if (isCodingFailure(failure)) response.setHeader('accept-encoding', ACCEPTED_CODINGS);
    response.status(failure.status).json(formatError(failure, requestId));
  };
}
