import { z } from 'zod';
import {
  type DatasetInput,
  experimentSchema,
  fileSchema,
  loggedModelSchema,
  type Metric,
  metricSchema,
  modelVersionSchema,
  type Pair,
  registeredModelSchema,
  runSchema,
  type RunStatus
} from './schemas.ts';

const nothing = z.looseObject({});
const page = { next_page_token: z.string().optional() };
const list = <S extends z.ZodType>(schema: S) => z.array(schema).default([]);

interface Endpoint {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Below /api/2.0/mlflow/; {field} stands for a field of the request. */
  readonly path: string;
  readonly answer: z.ZodType;
  /** A second call does what one does, so that it may be repeated when the answer was lost. */
  readonly isRepeatable: boolean;
}

const read = <S extends z.ZodType>(path: string, answer: S, method: 'GET' | 'POST' = 'GET') =>
  ({ method, path, answer, isRepeatable: true }) as const;
const change = <S extends z.ZodType>(
  method: 'POST' | 'PATCH' | 'DELETE',
  path: string,
  answer: S
) => ({ method, path, answer, isRepeatable: true }) as const;
const create = <S extends z.ZodType>(path: string, answer: S) =>
  ({ method: 'POST', path, answer, isRepeatable: false }) as const;

/** Every endpoint that this client knows. */
export const ENDPOINTS = {
  createExperiment: create('experiments/create', z.looseObject({ experiment_id: z.string() })),
  getExperiment: read('experiments/get', z.looseObject({ experiment: experimentSchema })),
  getExperimentByName: read(
    'experiments/get-by-name',
    z.looseObject({ experiment: experimentSchema })
  ),
  searchExperiments: read(
    'experiments/search',
    z.looseObject({ experiments: list(experimentSchema), ...page }),
    'POST'
  ),
  setExperimentTag: change('POST', 'experiments/set-experiment-tag', nothing),
  createRun: create('runs/create', z.looseObject({ run: runSchema })),
  updateRun: change('POST', 'runs/update', nothing),
  getRun: read('runs/get', z.looseObject({ run: runSchema })),
  searchRuns: read('runs/search', z.looseObject({ runs: list(runSchema), ...page }), 'POST'),
  deleteRun: change('POST', 'runs/delete', nothing),
  restoreRun: change('POST', 'runs/restore', nothing),
  logBatch: change('POST', 'runs/log-batch', nothing),
  setTag: change('POST', 'runs/set-tag', nothing),
  deleteTag: change('POST', 'runs/delete-tag', nothing),
  logInputs: change('POST', 'runs/log-inputs', nothing),
  logOutputs: change('POST', 'runs/outputs', nothing),
  logModelJson: change('POST', 'runs/log-model', nothing),
  getMetricHistory: read(
    'metrics/get-history',
    z.looseObject({ metrics: list(metricSchema), ...page })
  ),
  listArtifacts: read(
    'artifacts/list',
    z.looseObject({ root_uri: z.string().optional(), files: list(fileSchema), ...page })
  ),
  createLoggedModel: create('logged-models', z.looseObject({ model: loggedModelSchema })),
  finishLoggedModel: change(
    'PATCH',
    'logged-models/{model_id}',
    z.looseObject({ model: loggedModelSchema })
  ),
  getLoggedModel: read('logged-models/{model_id}', z.looseObject({ model: loggedModelSchema })),
  createRegisteredModel: create(
    'registered-models/create',
    z.looseObject({ registered_model: registeredModelSchema })
  ),
  getRegisteredModel: read(
    'registered-models/get',
    z.looseObject({ registered_model: registeredModelSchema })
  ),
  updateRegisteredModel: change('PATCH', 'registered-models/update', nothing),
  deleteRegisteredModel: change('DELETE', 'registered-models/delete', nothing),
  searchRegisteredModels: read(
    'registered-models/search',
    z.looseObject({ registered_models: list(registeredModelSchema), ...page })
  ),
  setRegisteredModelTag: change('POST', 'registered-models/set-tag', nothing),
  deleteRegisteredModelTag: change('DELETE', 'registered-models/delete-tag', nothing),
  setAlias: change('POST', 'registered-models/alias', nothing),
  deleteAlias: change('DELETE', 'registered-models/alias', nothing),
  getVersionByAlias: read(
    'registered-models/alias',
    z.looseObject({ model_version: modelVersionSchema })
  ),
  createModelVersion: create(
    'model-versions/create',
    z.looseObject({ model_version: modelVersionSchema })
  ),
  getModelVersion: read('model-versions/get', z.looseObject({ model_version: modelVersionSchema })),
  updateModelVersion: change('PATCH', 'model-versions/update', nothing),
  deleteModelVersion: change('DELETE', 'model-versions/delete', nothing),
  searchModelVersions: read(
    'model-versions/search',
    z.looseObject({ model_versions: list(modelVersionSchema), ...page })
  ),
  getDownloadUri: read(
    'model-versions/get-download-uri',
    z.looseObject({ artifact_uri: z.string() })
  ),
  setVersionTag: change('POST', 'model-versions/set-tag', nothing),
  deleteVersionTag: change('DELETE', 'model-versions/delete-tag', nothing),
  setStage: change('POST', 'model-versions/transition-stage', nothing)
} as const satisfies Record<string, Endpoint>;

export type EndpointName = keyof typeof ENDPOINTS;

/** What an endpoint answers with. */
export type AnswerOf<N extends EndpointName> = z.infer<(typeof ENDPOINTS)[N]['answer']>;

interface Search {
  readonly filter?: string;
  readonly order_by?: readonly string[];
  readonly max_results?: number;
  readonly page_token?: string;
}
interface Named {
  readonly name: string;
}
interface Versioned extends Named {
  readonly version: string;
}

/** The fields that endpoints are asked with; a field of the path goes there. */
export interface Requests {
  readonly createExperiment: Named & { artifact_location?: string; tags?: readonly Pair[] };
  readonly getExperiment: { experiment_id: string };
  readonly getExperimentByName: { experiment_name: string };
  readonly searchExperiments: Search & { max_results: number; view_type?: ViewType };
  readonly setExperimentTag: Pair & { experiment_id: string };
  readonly createRun: {
    experiment_id: string;
    run_name?: string;
    user_id?: string;
    start_time?: number;
    tags?: readonly Pair[];
  };
  readonly updateRun: { run_id: string; status?: RunStatus; end_time?: number; run_name?: string };
  readonly getRun: { run_id: string };
  readonly searchRuns: Search & { experiment_ids: readonly string[]; run_view_type?: ViewType };
  readonly deleteRun: { run_id: string };
  readonly restoreRun: { run_id: string };
  readonly logBatch: {
    run_id: string;
    metrics?: readonly Pick<Metric, 'key' | 'value' | 'timestamp' | 'step'>[];
    params?: readonly Pair[];
    tags?: readonly Pair[];
  };
  readonly setTag: Pair & { run_id: string };
  readonly deleteTag: { run_id: string; key: string };
  readonly logInputs: { run_id: string; datasets: readonly DatasetInput[] };
  readonly logOutputs: {
    run_id: string;
    models: readonly { readonly model_id: string; readonly step: number }[];
  };
  readonly logModelJson: { run_id: string; model_json: string };
  readonly getMetricHistory: {
    run_id: string;
    metric_key: string;
    max_results?: number;
    page_token?: string;
  };
  readonly listArtifacts: { run_id: string; path?: string; page_token?: string };
  readonly createLoggedModel: {
    experiment_id: string;
    name?: string;
    model_type?: string;
    source_run_id?: string;
    params?: readonly Pair[];
    tags?: readonly Pair[];
  };
  readonly finishLoggedModel: {
    model_id: string;
    status: 'LOGGED_MODEL_READY' | 'LOGGED_MODEL_UPLOAD_FAILED';
  };
  readonly getLoggedModel: { model_id: string };
  readonly createRegisteredModel: Named & { description?: string; tags?: readonly Pair[] };
  readonly getRegisteredModel: Named;
  readonly updateRegisteredModel: Named & { description: string };
  readonly deleteRegisteredModel: Named;
  readonly searchRegisteredModels: Search;
  readonly setRegisteredModelTag: Named & Pair;
  readonly deleteRegisteredModelTag: Named & { key: string };
  readonly setAlias: Versioned & { alias: string };
  readonly deleteAlias: Named & { alias: string };
  readonly getVersionByAlias: Named & { alias: string };
  readonly createModelVersion: Named & {
    source: string;
    run_id?: string;
    model_id?: string;
    description?: string;
    tags?: readonly Pair[];
  };
  readonly getModelVersion: Versioned;
  readonly updateModelVersion: Versioned & { description: string };
  readonly deleteModelVersion: Versioned;
  readonly searchModelVersions: Search;
  readonly getDownloadUri: Versioned;
  readonly setVersionTag: Versioned & Pair;
  readonly deleteVersionTag: Versioned & { key: string };
  readonly setStage: Versioned & { stage: string; archive_existing_versions: boolean };
}

type ViewType = 'ACTIVE_ONLY' | 'DELETED_ONLY' | 'ALL';
