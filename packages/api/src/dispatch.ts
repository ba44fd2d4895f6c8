import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AppDeps } from './app-deps.ts';
import { type Exchange, rememberExchange, SECURITY_HEADERS } from './exchange.ts';
import { safeRequestId } from './request-id.ts';
import { errorBody } from './errors/error-body.ts';
import { createScoringHandlers, indexByPath } from './scoring/scoring-routes.ts';

/**
 * Route requests: predictions by their exact path go straight to their handler, because Express costs more than scoring a
 * row; everything else goes to Express, which has the same handlers.
 */
export function createDispatch(
  deps: AppDeps,
  app: (request: IncomingMessage, response: ServerResponse) => void
): (request: IncomingMessage, response: ServerResponse) => void {
  const { clock, serving } = deps;
  const handlers = indexByPath(createScoringHandlers(deps), serving.models);
  return (request, response) => {
    const url = request.url ?? '/';
    const mark = url.indexOf('?');
    const path = mark < 0 ? url : url.slice(0, mark);
    const exchange: Exchange = {
      request,
      response,
      started: clock.elapsed(),
      query: mark < 0 ? '' : url.slice(mark + 1),
      requestId: safeRequestId(request.headers['x-request-id']) ?? serving.newId(),
      route: 'unknown',
      formatError: errorBody
    };
    const handle = request.method === 'POST' ? handlers.get(path) : undefined;
    if (handle !== undefined) {
      handle(exchange);
      return;
    }
    rememberExchange(exchange);
    response.setHeader('x-request-id', exchange.requestId);
    for (const [name, value] of SECURITY_HEADERS) response.setHeader(name, value);
    if (serving.isStopping()) response.setHeader('connection', 'close');
    app(request, response);
  };
}
