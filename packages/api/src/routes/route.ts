import type { Request, Response } from 'express';
import type { Json, JsonObject } from '../json-schema.ts';
import type { ModelEndpoint } from '../models/models.ts';

interface RouteBase {
  readonly method: 'get' | 'post';
  readonly path: string;
  /** Requires the admin token, if one is set. */
  readonly isAdmin?: boolean;
  /** How OpenAPI documents it; undefined: not at all. */
  readonly operation?: Operation;
}

/** A route that exists once. */
export interface ServerRoute extends RouteBase {
  readonly scope: 'server';
  readonly handle: (request: Request, response: Response) => void | Promise<void>;
}

/** A route of every model: at the root for the first and under /models/:name for each; as it is if it holds :name itself. */
export interface ModelRoute extends RouteBase {
  readonly scope: 'model';
  readonly handle: (
    endpoint: ModelEndpoint,
    request: Request,
    response: Response
  ) => void | Promise<void>;
}

export type Route = ServerRoute | ModelRoute;

export interface Operation {
  readonly id: string;
  readonly summary: string;
  readonly tag: string;
  /** Parameters of the query, all optional. */
  readonly query?: readonly JsonObject[];
  /** Its request body; undefined: it has none. */
  readonly request?: JsonObject;
  readonly responses: Readonly<Record<number, Json>>;
}

export function response(description: string, schema?: Json, headers?: JsonObject): JsonObject {
  return {
    description,
    ...(headers === undefined ? {} : { headers }),
    ...(schema === undefined ? {} : { content: { 'application/json': { schema } } })
  };
}

export function textResponse(description: string): JsonObject {
  return { description, content: { 'text/plain': { schema: { type: 'string' } } } };
}
