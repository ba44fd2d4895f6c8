import { EspalierError } from '@espalier/core';
import type { AppDeps } from '../app-deps.ts';
import type { Contract } from '../contracts/contract.ts';
import { batchContract, instanceContract } from '../contracts/instances.ts';
import { mlflowContract } from '../contracts/mlflow.ts';
import { oipContract } from '../contracts/oip.ts';
import { rowsContract } from '../contracts/rows.ts';
import { triadContract } from '../contracts/triad.ts';
import type { Exchange } from '../exchange.ts';
import type { ModelEndpoint, Models } from '../models/models.ts';
import type { ContractName } from '../models/model-version.ts';
import { createPredictionHandler } from './prediction-handler.ts';

/** A route that answers with predictions. */
export interface ScoringRoute {
  /** At the root for the first model and under /models/:name for each; as it is if it holds :name itself. */
  readonly path: string;
  /** Operation id in OpenAPI; undefined: not documented. */
  readonly id?: string;
  /** The contract for a model; undefined if the model has no such route. */
  readonly contractFor: (name: ContractName) => Contract | undefined;
  /** Formats errors before the model is known. */
  readonly fallback: Contract;
}

const OWN_CONTRACTS: Readonly<Record<ContractName, Contract>> = {
  rows: rowsContract,
  instances: instanceContract,
  triad: triadContract
};

/** Every route that answers with predictions, for the dispatch, for Express and for OpenAPI. A further dialect is a row here. */
export const SCORING_ROUTES: readonly ScoringRoute[] = [
  {
    path: '/predict',
    id: 'predict',
    contractFor: name => OWN_CONTRACTS[name],
    fallback: rowsContract
  },
  {
    path: '/predict/batch',
    id: 'predict.batch',
    contractFor: name => (name === 'instances' ? batchContract : undefined),
    fallback: batchContract
  },
  dialect('/invocations', mlflowContract, 'invocations'),
  dialect('/v2/models/:name/infer', oipContract, 'infer'),
  dialect('/v2/models/:name/versions/:version/infer', oipContract)
];

/** A route whose contract is the same for every model. */
function dialect(path: string, contract: Contract, id?: string): ScoringRoute {
  const route = { path, contractFor: () => contract, fallback: contract };
  return id === undefined ? route : { ...route, id };
}

/** The templates of a path that exists for every model. */
export function templatesOf(path: string): string[] {
  return path.includes(':name') ? [path] : [path, `/models/:name${path}`];
}

export type Params = Readonly<Record<string, string | undefined>>;

/** Handles the requests of one route template. */
export interface ScoringHandler {
  /** As in Express, metrics, logs and the audit log. */
  readonly template: string;
  readonly fallback: Contract;
  /** Whether a path has the form of the template, encoded names included. */
  readonly matches: (path: string) => boolean;
  readonly handle: (exchange: Exchange, params: Params) => void;
}

export function createScoringHandlers(deps: AppDeps): ScoringHandler[] {
  return SCORING_ROUTES.flatMap(route => {
    const handlers = new Map<Contract, ReturnType<typeof createPredictionHandler>>();
    const handlerOf = (contract: Contract): ReturnType<typeof createPredictionHandler> => {
      let handler = handlers.get(contract);
      if (handler === undefined) {
        handler = createPredictionHandler(deps, contract);
        handlers.set(contract, handler);
      }
      return handler;
    };
    return templatesOf(route.path).map(template => ({
      template,
      fallback: route.fallback,
      matches: matcherOf(template),
      handle(exchange: Exchange, params: Params): void {
        exchange.route = template;
        exchange.isPrediction = true;
        const endpoint = findEndpoint(deps.serving.models, params);
        const contract =
          endpoint instanceof EspalierError ? undefined : route.contractFor(endpoint.slot.contract);
        if (contract !== undefined) handlerOf(contract)(exchange, endpoint);
        else
          handlerOf(route.fallback)(
            exchange,
            endpoint instanceof EspalierError ? endpoint : otherContract()
          );
      }
    }));
  });
}

function matcherOf(template: string): (path: string) => boolean {
  const pattern = new RegExp(`^${template.replaceAll(/:\w+/g, '[^/]+')}$`);
  return path => pattern.test(path);
}

/** Map each path without parameters, after inserting the names of the models, to its handler. */
export function indexByPath(
  handlers: readonly ScoringHandler[],
  { all }: Models
): Map<string, (exchange: Exchange) => void> {
  const paths = new Map<string, (exchange: Exchange) => void>();
  const add = (template: string, params: Params, { handle }: ScoringHandler): void => {
    if (template.includes(':')) return;
    paths.set(template, exchange => {
      handle(exchange, params);
    });
  };
  for (const handler of handlers)
    if (handler.template.includes(':name'))
      for (const { slot } of all)
        add(handler.template.replace(':name', slot.name), { name: slot.name }, handler);
    else add(handler.template, {}, handler);
  return paths;
}

/** Find the model that the path names, or the first one; returns E_MODEL_UNKNOWN if there is none. */
export function findEndpoint(
  models: Models,
  { name, version }: Params
): ModelEndpoint | EspalierError {
  try {
    const endpoint = name === undefined ? models.first : models.find(name);
    if (version !== undefined && endpoint.slot.current().version !== version)
      return new EspalierError(
        'E_MODEL_UNKNOWN',
        'Cannot find that version of the model: a different one is served',
        'GET /models lists the models with their versions'
      );
    return endpoint;
  } catch (error) {
    if (error instanceof EspalierError) return error;
    throw error;
  }
}

function otherContract(): EspalierError {
  return new EspalierError(
    'E_ROUTE_UNKNOWN',
    'Cannot find that route: the model has a different contract',
    'GET /openapi.json lists the routes'
  );
}
