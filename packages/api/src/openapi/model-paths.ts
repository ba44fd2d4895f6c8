import { oipOutputs } from '../contracts/oip.ts';
import { datatypeOf } from '../contracts/tensors.ts';
import { type Served } from '../models/models.ts';
import { type ServedModel } from '../models/served-model.ts';
import { type Json, type JsonObject } from './json.ts';
import {
  EXPLAIN,
  mlflowSchema,
  plainOperation,
  predictOperation,
  response,
  textResponse,
  USER_EMAIL
} from './operations.ts';
import { list, object, ref } from './schemas.ts';

const MAX_TRIAD_INPUTS = 50;

/** The row of each model, under a name of its own. */
export function rowComponents({ slot }: Served): JsonObject {
  const { name } = slot.identity();
  const schema = slot.failure() === undefined ? slot.current().rowSchema : { type: 'object' };
  return { [`Row.${name}`]: schema };
}

/** The paths of a model under a prefix: empty for the first model, `/models/<name>` for each. */
export function modelPaths(served: Served, prefix: string, maxRows: number): JsonObject {
  const { slot } = served;
  const { name } = slot.identity();
  const model = slot.failure() === undefined ? slot.current() : undefined;
  const id = (what: string): string => (prefix === '' ? what : `${name}.${what}`);
  const row = ref(`Row.${name}`);
  return {
    ...predictPaths(served, prefix, maxRows, id),
    [`${prefix}/invocations`]: predictOperation({
      id: id('invocations'),
      summary: 'Score rows as MLflow servers do',
      tag: 'MLflow',
      request: mlflowSchema(model?.family === 'rules' ? { type: 'object' } : row, maxRows),
      example: { dataframe_records: [flatExample(model)] },
      answer: 'MlflowAnswer',
      error: 'MlflowError',
      further: { 'text/csv': { schema: { type: 'string' } } }
    }),
    [`/v2/models/${name}/infer`]: predictOperation({
      id: `${name}.infer`,
      summary: 'Score named tensors',
      tag: 'Open Inference Protocol',
      request: ref('OipRequest'),
      example: { id: 'r-1', inputs: tensorExample(model) },
      answer: 'OipAnswer',
      error: 'OipError'
    }),
    [`/v2/models/${name}`]: plainOperation('get', {
      id: `${name}.metadata`,
      summary: 'What the model takes and gives',
      tag: 'Open Inference Protocol',
      responses: {
        200: response(`Inputs, and outputs ${outputsOf(model)}`, { type: 'object' }),
        503: response('No model is served', ref('OipError'))
      }
    }),
    ...plainPaths(prefix, id)
  };
}

function outputsOf(model: ServedModel | undefined): string {
  return oipOutputs(model?.family ?? '')
    .map(([name]) => name)
    .join(', ');
}

function predictPaths(
  { slot }: Served,
  prefix: string,
  maxRows: number,
  id: (what: string) => string
): JsonObject {
  const { name, contract } = slot.identity();
  const row = ref(`Row.${name}`);
  const example = exampleOf(slot.failure() === undefined ? slot.current() : undefined);
  const common = { tag: name, error: 'Error' };
  const path = `${prefix}/predict`;
  if (contract === 'triad')
    return {
      [path]: predictOperation({
        ...common,
        id: id('predict'),
        summary: 'Rate the risk of inputs',
        request: object(
          {
            request_id: { type: 'string' },
            inputs: list(row, { minItems: 1, maxItems: Math.min(maxRows, MAX_TRIAD_INPUTS) })
          },
          ['inputs']
        ),
        example: { request_id: 'r-1', inputs: [example] },
        answer: 'TriadAnswer',
        parameters: [USER_EMAIL]
      })
    };
  if (contract === 'rows')
    return {
      [path]: predictOperation({
        ...common,
        id: id('predict'),
        summary: 'Score rows',
        request: list(row, { minItems: 1, maxItems: maxRows }),
        example: [example],
        answer: 'RowsAnswer',
        parameters: [EXPLAIN]
      })
    };
  return {
    [path]: predictOperation({
      ...common,
      id: id('predict'),
      summary: 'Score one instance',
      request: row,
      example,
      answer: 'InstanceAnswer',
      parameters: [EXPLAIN]
    }),
    [`${path}/batch`]: predictOperation({
      ...common,
      id: id('predict.batch'),
      summary: 'Score many instances',
      request: object({ instances: list(row, { minItems: 1, maxItems: maxRows }) }),
      example: { instances: [example] },
      answer: 'BatchAnswer',
      parameters: [EXPLAIN]
    })
  };
}

function plainPaths(prefix: string, id: (what: string) => string): JsonObject {
  const tag = 'model';
  const unavailable = response('No model is served: the reason', ref('Error'));
  return {
    [`${prefix}/health`]: plainOperation('get', {
      id: id('health'),
      summary: 'Is a model served?',
      tag,
      responses: {
        200: response('It is', { type: 'object' }),
        503: response('It is not', { type: 'object' })
      }
    }),
    [`${prefix}/healthz`]: plainOperation('get', {
      id: id('healthz'),
      summary: 'Is the process alive?',
      tag,
      responses: { 200: response('It is', { type: 'object' }) }
    }),
    [`${prefix}/model`]: plainOperation('get', {
      id: id('model'),
      summary: 'The version that is served',
      tag,
      responses: { 200: response('What it is', { type: 'object' }), 503: unavailable }
    }),
    [`${prefix}/model/reload`]: plainOperation('post', {
      id: id('reload'),
      summary: 'Open the model again and switch to it',
      tag,
      admin: true,
      responses: {
        200: response(
          'Before and after',
          object({ before: { anyOf: [ref('Version'), { type: 'null' }] }, after: ref('Version') })
        ),
        503: response('It is damaged: the one before stays', ref('Error'))
      }
    }),
    [`${prefix}/profile`]: plainOperation('get', {
      id: id('profile'),
      summary: 'Distributions of what was answered, in the form of profile.json',
      tag,
      responses: { 200: response('espalier.profile/1', { type: 'object' }), 503: unavailable }
    }),
    [`${prefix}/ping`]: plainOperation('get', {
      id: id('ping'),
      summary: 'Is a model served, as MLflow servers say it?',
      tag: 'MLflow',
      responses: { 200: textResponse('It is'), 503: textResponse('It is not') }
    }),
    [`${prefix}/version`]: plainOperation('get', {
      id: id('version'),
      summary: 'The version of the server',
      tag: 'MLflow',
      responses: { 200: textResponse('A version') }
    })
  };
}

function exampleOf(model: ServedModel | undefined): Json {
  return (model?.examples[0] ?? {}) as Json;
}

/** A row without nesting, for protocols that know columns. */
function flatExample(model: ServedModel | undefined): JsonObject {
  const { features, ...cells } = exampleOf(model) as Record<string, Json>;
  return { ...cells, ...(features as JsonObject | undefined) };
}

function tensorExample(model: ServedModel | undefined): Json {
  const cells = flatExample(model);
  return (model?.columns ?? []).map(column => ({
    name: column.name,
    shape: [1],
    datatype: datatypeOf(column),
    data: [cells[column.name] ?? null]
  }));
}
