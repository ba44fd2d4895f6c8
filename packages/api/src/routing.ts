import { type RequestHandler, type Router } from 'express';
import { EspalierError } from '@espalier/core';
import { type Log } from './log.ts';
import { type Metrics } from './metrics.ts';
import { type ModelSlot } from './model-slot.ts';

export interface AppDeps {
  readonly model: ModelSlot;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly limits: { readonly maxRows: number; readonly maxBodyBytes: number };
  /** Asked of whoever reads metrics or reloads; undefined: of nobody. */
  readonly adminToken: string | undefined;
  /** Has the server been told to stop? */
  readonly isStopping: () => boolean;
  readonly newId: () => string;
  /** Milliseconds of a clock that never runs backwards. */
  readonly elapsed: () => number;
}

/** What a request carries on its way. */
export interface Locals {
  requestId: string;
  /** The template of the route that took the request. */
  route?: string;
}

/** A route of one method; any other is 405 with the methods that there are. */
export function route(
  router: Router,
  method: 'get' | 'post',
  path: string,
  ...handlers: RequestHandler[]
): void {
  const named: RequestHandler = (_request, response, next) => {
    (response.locals as Locals).route = path;
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
