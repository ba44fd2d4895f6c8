import { type Request, type RequestHandler, type Response, type Router } from 'express';
import { EspalierError } from '@espalier/core';
import { type AppDeps } from './app-deps.ts';
import { exchangeOf } from './exchange.ts';
import { findServed } from './scoring/scoring-routes.ts';
import { type Served } from './models/models.ts';

/** A route of one method; any other is 405 with the methods that there are. */
export function route(
  router: Router,
  method: 'get' | 'post',
  path: string,
  ...handlers: RequestHandler[]
): void {
  const named: RequestHandler = (request, _response, next) => {
    exchangeOf(request).route = path;
    next();
  };
  router[method](path, named, ...handlers);
  router.all(path, named, (_request, response) => {
    response.setHeader('allow', method === 'get' ? 'GET, HEAD' : 'POST');
    throw new EspalierError(
      'E_METHOD_UNKNOWN',
      `Cannot do that with ${path}`,
      `Use ${method.toUpperCase()}`
    );
  });
}

/** A route of every model: at the root for the first one, and under each one's name. */
export function modelRoute(
  router: Router,
  deps: AppDeps,
  method: 'get' | 'post',
  path: string,
  handle: (served: Served, request: Request, response: Response) => void | Promise<void>,
  ...before: RequestHandler[]
): void {
  route(router, method, path, ...before, (request, response) =>
    handle(deps.models.first, request, response)
  );
  route(router, method, `/models/:name${path}`, ...before, (request, response) =>
    handle(servedOf(deps, request), request, response)
  );
}

/** The model that the path names; throws E_MODEL_UNKNOWN. */
export function servedOf(deps: AppDeps, request: Request): Served {
  const served = findServed(deps, request.params as Record<string, string>);
  if (served instanceof EspalierError) throw served;
  return served;
}

/** Asks for the bearer token where one is set. */
export function admin({ adminToken }: AppDeps): RequestHandler {
  return (request, response, next) => {
    if (adminToken === undefined) {
      next();
      return;
    }
    const given = /^Bearer\s+(.+)$/i.exec(request.headers.authorization ?? '')?.[1];
    if (given === undefined) {
      response.setHeader('www-authenticate', 'Bearer');
      throw new EspalierError(
        'E_TOKEN_REQUIRED',
        'Cannot do that without the admin token',
        'Send it as authorization: Bearer TOKEN'
      );
    }
    if (!isSameText(given, adminToken))
      throw new EspalierError(
        'E_TOKEN_WRONG',
        'Cannot do that: the admin token is another one',
        'Send the token that the server was started with'
      );
    next();
  };
}

/** Takes as long for the first letter that differs as for the last. */
function isSameText(a: string, b: string): boolean {
  let difference = a.length ^ b.length;
  for (let i = 0; i < b.length; ++i)
    difference |= a.charCodeAt(i % Math.max(1, a.length)) ^ b.charCodeAt(i);
  return difference === 0;
}
