import { type IncomingMessage, type ServerResponse } from 'node:http';
import { type AppDeps } from './app-deps.ts';
import { type Exchange, rememberExchange, SECURITY_HEADERS } from './exchange.ts';
import { safeRequestId } from './request-id.ts';
import { type ScoringRoute, scoringRoutes } from './scoring/scoring-routes.ts';

/**
 * The way in: a request for predictions by its exact path goes straight to its endpoint, as Express costs more than
 * scoring a row; everything else goes to Express, which knows the same endpoints.
 */
export function createDispatch(
  deps: AppDeps,
  app: (request: IncomingMessage, response: ServerResponse) => void
): (request: IncomingMessage, response: ServerResponse) => void {
  const hot = new Map<string, ScoringRoute>();
  for (const route of scoringRoutes(deps)) if (route.path !== undefined) hot.set(route.path, route);
  return (request, response) => {
    const url = request.url ?? '/';
    const mark = url.indexOf('?');
    const path = mark < 0 ? url : url.slice(0, mark);
    const exchange: Exchange = {
      request,
      response,
      started: deps.elapsed(),
      query: mark < 0 ? '' : url.slice(mark + 1),
      requestId: safeRequestId(request.headers['x-request-id']) ?? deps.newId(),
      route: 'unknown'
    };
    const route = request.method === 'POST' ? hot.get(path) : undefined;
    if (route !== undefined) {
      route.handle(exchange, {});
      return;
    }
    rememberExchange(exchange);
    response.setHeader('x-request-id', exchange.requestId);
    for (const [name, value] of SECURITY_HEADERS) response.setHeader(name, value);
    if (deps.isStopping()) response.setHeader('connection', 'close');
    app(request, response);
  };
}
