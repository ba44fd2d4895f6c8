import type { Request, RequestHandler, Router } from 'express';
import { EspalierError } from '@espalier/core';
import type { Serving } from '../app-deps.ts';
import type { FormatError } from '../contracts/contract.ts';
import { answerPreflight, isAllowedPreflight } from '../cors.ts';
import { exchangeOf } from '../exchange.ts';
import { isSameText } from '../io/crypto.ts';
import type { ModelEndpoint } from '../models/models.ts';
import { findEndpoint, type Params, templatesOf } from '../scoring/scoring-routes.ts';
import type { Route } from './route.ts';

/** Mount a route under each of its templates; other methods are answered 405. */
export function mountRoute(router: Router, route: Route, serving: Serving): void {
  const before = route.isAdmin === true ? [requireToken(serving)] : [];
  const handle: RequestHandler =
    route.scope === 'server'
      ? route.handle
      : (request, response) => route.handle(endpointOf(serving, request), request, response);
  for (const template of route.scope === 'server' ? [route.path] : templatesOf(route.path))
    mount(router, route.method, template, undefined, ...before, handle);
}

/** Mount handlers for one method of a template; other methods are answered 405. */
export function mount(
  router: Router,
  method: 'get' | 'post',
  template: string,
  formatError: FormatError | undefined,
  ...handlers: RequestHandler[]
): void {
  const enter: RequestHandler = (request, _response, next) => {
    const exchange = exchangeOf(request);
    exchange.route = template;
    if (formatError !== undefined) exchange.formatError = formatError;
    next();
  };
  router[method](template, enter, ...handlers);
  const methods = method === 'get' ? 'GET, HEAD' : 'POST';
  router.all(template, enter, (request, response) => {
    if (isAllowedPreflight(request, response)) {
      answerPreflight(request, response, methods);
      return;
    }
    response.setHeader('allow', methods);
    throw new EspalierError(
      'E_METHOD_UNKNOWN',
      `Cannot use that method on ${template}: only ${method.toUpperCase()} is supported`,
      `Use ${method.toUpperCase()}`
    );
  });
}

/** Find the model that the path names, or the first one; throws E_MODEL_UNKNOWN. */
function endpointOf({ models }: Serving, request: Request): ModelEndpoint {
  const endpoint = findEndpoint(models, request.params as Params);
  if (endpoint instanceof EspalierError) throw endpoint;
  return endpoint;
}

/** Require the admin token, if one is set. */
function requireToken({ adminToken }: Serving): RequestHandler {
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
        'Cannot use this route: the admin token is required',
        'Send the header authorization: Bearer TOKEN'
      );
    }
    if (!isSameText(given, adminToken))
      throw new EspalierError(
        'E_TOKEN_WRONG',
        'Admin token does not match',
        'Send the token that the server was started with'
      );
    next();
  };
}
