import { EspalierError } from '@espalier/core';
import { type AppDeps } from '../app-deps.ts';
import { type Contract } from '../contracts/contract.ts';
import { batchContract, instanceContract } from '../contracts/instances.ts';
import { mlflowContract } from '../contracts/mlflow.ts';
import { oipContract } from '../contracts/oip.ts';
import { rowsContract } from '../contracts/rows.ts';
import { triadContract } from '../contracts/triad.ts';
import { type Exchange } from '../exchange.ts';
import { type Served } from '../models/models.ts';
import { createEndpoint, type Endpoint } from './endpoint.ts';

/** A route that answers with predictions, for Express by its template and for the dispatch by its path. */
export interface ScoringRoute {
  /** As Express writes it, and as metrics, logs and the audit name it. */
  readonly template: string;
  /** Without parameters, where it has none. */
  readonly path: string | undefined;
  readonly handle: (exchange: Exchange, params: Params) => void;
}

export type Params = Readonly<Record<string, string>>;
type Found = Served | EspalierError;

/** Every route that answers with predictions: for the first model at the root, and for each under its name. */
export function scoringRoutes(deps: AppDeps): ScoringRoute[] {
  const { models } = deps;
  const endpoints = {
    rows: createEndpoint(deps, rowsContract),
    instances: createEndpoint(deps, instanceContract),
    batch: createEndpoint(deps, batchContract),
    triad: createEndpoint(deps, triadContract),
    oip: createEndpoint(deps, oipContract),
    mlflow: createEndpoint(deps, mlflowContract)
  };
  const find = (params: Params): Found => findServed(deps, params);
  const predict = (served: Found): Endpoint =>
    served instanceof EspalierError ? endpoints.rows : endpoints[served.slot.identity().contract];
  const route = (
    template: string,
    paths: readonly (readonly [string | undefined, (params: Params) => Found])[],
    choose: (served: Found) => readonly [Endpoint, Found]
  ): ScoringRoute[] =>
    paths.map(([path, of]) => ({
      template,
      path,
      handle(exchange, params) {
        exchange.route = template;
        exchange.isPrediction = true;
        const [endpoint, served] = choose(of(params));
        endpoint(exchange, served);
      }
    }));
  const first = (): Served => models.first;
  const named = (suffix: string) => [
    [undefined, find] as const,
    ...models.all.map(served => {
      const { name } = served.slot.identity();
      return [`/models/${name}${suffix}`, () => find({ name })] as const;
    })
  ];
  const own = (served: Found) => [predict(served), served] as const;
  const batch = (served: Found) => [endpoints.batch, onlyInstances(served)] as const;
  const mlflow = (served: Found) => [endpoints.mlflow, served] as const;
  const oip = (served: Found) => [endpoints.oip, served] as const;
  return [
    ...route('/predict', [['/predict', first]], own),
    ...route('/predict/batch', [['/predict/batch', first]], batch),
    ...route('/invocations', [['/invocations', first]], mlflow),
    ...route('/models/:name/predict', named('/predict'), own),
    ...route('/models/:name/predict/batch', named('/predict/batch'), batch),
    ...route('/models/:name/invocations', named('/invocations'), mlflow),
    ...route(
      '/v2/models/:name/infer',
      [
        [undefined, find],
        ...models.all.map(served => {
          const { name } = served.slot.identity();
          return [`/v2/models/${name}/infer`, () => find({ name })] as const;
        })
      ],
      oip
    ),
    ...route('/v2/models/:name/versions/:version/infer', [[undefined, find]], oip)
  ];
}

/** The model that a path names, or why there is none. */
export function findServed({ models }: Pick<AppDeps, 'models'>, params: Params): Found {
  try {
    const served = models.find(params['name'] ?? '');
    const { version } = params;
    if (version !== undefined && served.slot.current().version !== version)
      return new EspalierError(
        'E_MODEL_UNKNOWN',
        'Cannot find that version of the model: another one is served',
        'GET /models lists the models with their versions'
      );
    return served;
  } catch (error) {
    if (error instanceof EspalierError) return error;
    throw error;
  }
}

function onlyInstances(served: Found): Found {
  if (served instanceof EspalierError || served.slot.identity().contract === 'instances')
    return served;
  return new EspalierError(
    'E_ROUTE_UNKNOWN',
    'Cannot find that route: the model has another contract',
    'GET /openapi.json lists the routes'
  );
}

/** The contracts by the family of routes, for errors in their words. */
export function contractOfPath(path: string): Contract {
  if (path.startsWith('/v2')) return oipContract;
  return /^(?:\/models\/[^/]+)?\/invocations\/?$/.test(path) ? mlflowContract : rowsContract;
}
