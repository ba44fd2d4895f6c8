import { artifactPath, joinArtifact } from './artifact-uri.ts';
import { type AnswerOf, type EndpointName, ENDPOINTS, type Requests } from './endpoints.ts';
import { isTaken, isUnknown, strangeAnswer } from './failures.ts';
import type { ArtifactFile, Experiment, Metric, Pair, RegisteredModel, Run } from './schemas.ts';
import { createTransport, type MlflowServer, shownHost, type Transport } from './transport.ts';

/** Most items that the server takes in one batch. */
const MOST_ITEMS = 1000;
const MOST_PARAMS = 100;
const MOST_TAGS = 100;
const PAGE = 1000;

/** Everything that is logged about a run. */
export interface RunFigures {
  readonly metrics?: readonly Pick<Metric, 'key' | 'value' | 'timestamp' | 'step'>[];
  readonly params?: readonly Pair[];
  readonly tags?: readonly Pair[];
}

/** A client of an MLflow server: every endpoint by name, and what takes more than one call. Errors: E_REGISTRY_*. */
export interface MlflowClient {
  /** Ask one endpoint. */
  readonly call: <N extends EndpointName>(name: N, request: Requests[N]) => Promise<AnswerOf<N>>;
  /** The version of MLflow that the server runs. */
  readonly version: () => Promise<string>;
  /** The experiment of a name, created where there is none. */
  readonly ensureExperiment: (name: string) => Promise<Experiment>;
  /** The registered model of a name, created where there is none. */
  readonly ensureModel: (name: string, description?: string) => Promise<RegisteredModel>;
  /** Log figures of a run in as many batches as the limits of the server ask for. */
  readonly log: (runId: string, figures: RunFigures) => Promise<void>;
  /** Every value of a metric, in the order of its steps. */
  readonly metricHistory: (runId: string, key: string) => Promise<Metric[]>;
  /** All runs that match, page by page. */
  readonly searchRuns: (request: Requests['searchRuns']) => AsyncGenerator<Run>;
  /** Write a file below a place for artifacts (`mlflow-artifacts:/...`), through the proxy of the server. */
  readonly putArtifact: (
    root: string,
    path: string,
    bytes: Uint8Array<ArrayBuffer>
  ) => Promise<void>;
  readonly getArtifact: (root: string, path: string) => Promise<Uint8Array>;
  /** The files and folders directly below a folder. */
  readonly listArtifacts: (root: string, path?: string) => Promise<ArtifactFile[]>;
}

/** Create a client of a server. Nothing is sent before the first call. */
export function createMlflowClient(server: MlflowServer): MlflowClient {
  const transport = createTransport(server);
  const shown = shownHost(server.url);
  const call: MlflowClient['call'] = (name, request) => ask(transport, shown, name, request);
  return {
    call,
    async version() {
      const bytes = await transport({
        method: 'GET',
        path: '/version',
        doing: 'ask for the version of MLflow',
        isRepeatable: true
      });
      return new TextDecoder().decode(bytes).trim();
    },
    ensureExperiment: name => ensureExperiment(call, name),
    ensureModel: (name, description) => ensureModel(call, name, description),
    async log(runId, figures) {
      for (const batch of batchesOf(figures)) await call('logBatch', { run_id: runId, ...batch });
    },
    metricHistory: (runId, key) => metricHistory(call, runId, key),
    searchRuns: request => searchRuns(call, request),
    async putArtifact(root, path, bytes) {
      await transport({
        method: 'PUT',
        path: artifactPath(joinArtifact(root, path)),
        body: bytes,
        type: 'application/octet-stream',
        doing: `store the artifact "${path}"`,
        isRepeatable: true
      });
    },
    getArtifact: async (root, path) =>
      transport({
        method: 'GET',
        path: artifactPath(joinArtifact(root, path)),
        doing: `fetch the artifact "${path}"`,
        isRepeatable: true
      }),
    listArtifacts: (root, path = '') => listArtifacts(transport, shown, joinArtifact(root, path))
  };
}

async function ask<N extends EndpointName>(
  transport: Transport,
  shown: string,
  name: N,
  request: Requests[N]
): Promise<AnswerOf<N>> {
  const { method, path, answer, isRepeatable } = ENDPOINTS[name];
  const fields = new Map(Object.entries(request).filter(([, value]) => value !== undefined));
  const filled = path.replace(/\{(\w+)\}/g, (_, field: string) =>
    encodeURIComponent(String(fields.get(field)))
  );
  const doing = doingOf(name, request);
  const bytes = await transport({
    method,
    path: `/api/2.0/mlflow/${filled}`,
    ...(method === 'GET'
      ? { query: queryOf(fields, path) }
      : { body: JSON.stringify(Object.fromEntries(fields), writeNumber) }),
    doing,
    isRepeatable
  });
  const parsed = answer.safeParse(parseJson(bytes));
  if (!parsed.success) throw strangeAnswer(doing, shown);
  return parsed.data as AnswerOf<N>;
}

/** JSON has no NaN and no infinity; MLflow reads them as text. */
function writeNumber(_key: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
}

/** The fields as a query; lists repeat their key, fields of the path are left out. */
function queryOf(fields: ReadonlyMap<string, unknown>, path: string): URLSearchParams {
  const query = new URLSearchParams();
  for (const [key, value] of fields) {
    if (path.includes(`{${key}}`)) continue;
    for (const one of Array.isArray(value) ? value : [value]) query.append(key, String(one));
  }
  return query;
}

function parseJson(bytes: Uint8Array): unknown {
  const text = new TextDecoder().decode(bytes);
  if (text.trim() === '') return {};
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** "createRun" with the name that it is about: what an error says could not be done. */
function doingOf(name: EndpointName, request: object): string {
  const words = name.replace(/[A-Z]/g, letter => ` ${letter.toLowerCase()}`);
  const fields = request as Readonly<Record<string, unknown>>;
  const about = ['name', 'experiment_name', 'run_id', 'model_id', 'experiment_id']
    .map(key => fields[key])
    .find(value => typeof value === 'string');
  return about === undefined ? words : `${words} of "${about}"`;
}

async function ensureExperiment(call: MlflowClient['call'], name: string): Promise<Experiment> {
  const get = async (): Promise<Experiment> =>
    (await call('getExperimentByName', { experiment_name: name })).experiment;
  try {
    return await get();
  } catch (error) {
    if (!isUnknown(error)) throw error;
  }
  try {
    await call('createExperiment', { name });
  } catch (error) {
    // Another process was faster.
    if (!isTaken(error)) throw error;
  }
  return get();
}

async function ensureModel(
  call: MlflowClient['call'],
  name: string,
  description?: string
): Promise<RegisteredModel> {
  try {
    const given = description === undefined ? { name } : { name, description };
    return (await call('createRegisteredModel', given)).registered_model;
  } catch (error) {
    if (!isTaken(error)) throw error;
    return (await call('getRegisteredModel', { name })).registered_model;
  }
}

/** Batches within the limits: 1,000 items, of which 100 params and 100 tags. */
function* batchesOf({ metrics = [], params = [], tags = [] }: RunFigures): Generator<RunFigures> {
  const some = { params: params.slice(), tags: tags.slice(), metrics: metrics.slice() };
  while (some.params.length + some.tags.length + some.metrics.length > 0) {
    const batch = {
      params: some.params.splice(0, MOST_PARAMS),
      tags: some.tags.splice(0, MOST_TAGS)
    };
    const room = MOST_ITEMS - batch.params.length - batch.tags.length;
    yield { ...batch, metrics: some.metrics.splice(0, room) };
  }
}

async function metricHistory(
  call: MlflowClient['call'],
  runId: string,
  key: string
): Promise<Metric[]> {
  const all: Metric[] = [];
  let token: string | undefined;
  do {
    const answer = await call('getMetricHistory', {
      run_id: runId,
      metric_key: key,
      max_results: PAGE,
      ...(token === undefined ? {} : { page_token: token })
    });
    all.push(...answer.metrics);
    token = answer.next_page_token === '' ? undefined : answer.next_page_token;
  } while (token !== undefined);
  return all.sort((a, b) => a.step - b.step || a.timestamp - b.timestamp);
}

async function* searchRuns(
  call: MlflowClient['call'],
  request: Requests['searchRuns']
): AsyncGenerator<Run> {
  let token = request.page_token;
  do {
    const page = token === undefined ? request : { ...request, page_token: token };
    const answer = await call('searchRuns', { max_results: PAGE, ...page });
    yield* answer.runs;
    token = answer.next_page_token === '' ? undefined : answer.next_page_token;
  } while (token !== undefined);
}

async function listArtifacts(
  transport: Transport,
  shown: string,
  uri: string
): Promise<ArtifactFile[]> {
  const doing = 'list artifacts';
  const bytes = await transport({
    method: 'GET',
    path: '/api/2.0/mlflow-artifacts/artifacts',
    query: new URLSearchParams({ path: uri.replace(/^mlflow-artifacts:\/+/, '') }),
    doing,
    isRepeatable: true
  });
  const parsed = ENDPOINTS.listArtifacts.answer.safeParse(parseJson(bytes));
  if (!parsed.success) throw strangeAnswer(doing, shown);
  return parsed.data.files;
}
