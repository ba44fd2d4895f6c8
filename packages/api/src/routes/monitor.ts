import type { IncomingMessage } from 'node:http';
import { EspalierError } from '@espalier/core';
import type { Clock, Serving } from '../app-deps.ts';
import { codingOf } from '../content-coding.ts';
import { parseJson } from '../contracts/parse-json.ts';
import { ANY_OBJECT, type JsonObject, list, object, ref } from '../json-schema.ts';
import { checkMediaType, readBody } from '../read-body.ts';
import { response as describe, type Route } from './route.ts';

/** Plan actions as agent-monitor does, from the body or from the server's own files. */
export function monitorRoutes({ limits, monitor }: Serving, { now }: Clock): Route[] {
  return [
    {
      method: 'post',
      path: '/monitor',
      scope: 'server',
      isAdmin: true,
      operation: {
        id: 'monitor',
        summary:
          'Plan actions from metric points and a drift report in the body, or from the server’s files',
        tag: 'server',
        request: requestBody(!hasFiles(monitor)),
        responses: {
          200: describe('The plan', ANY_OBJECT),
          400: describe('The body does not allow a plan', ref('Error')),
          404: describe('A file of the server is missing', ref('Error')),
          413: describe('The body is too large', ref('Error')),
          415: describe('The media type of the body is not supported', ref('Error'))
        }
      },
      async handle(request, response) {
        const text = await readText(request, limits.maxBodyBytes);
        // Clients send null for a body that they leave out.
        response.json(
          ['', 'null'].includes(text.trim())
            ? await planFromFiles(monitor, now())
            : await planFromText(request, text, now())
        );
      }
    }
  ];
}

/** Schema of a metric: a point may leave it out. */
const METRIC: JsonObject = { type: ['number', 'null'], minimum: 0 };

/** One that is a share. */
const SHARE: JsonObject = { ...METRIC, maximum: 1 };

const METRICS: JsonObject = {
  roc_auc: SHARE,
  pr_auc: SHARE,
  acc: SHARE,
  latency_p95_ms: METRIC,
  error_rate: SHARE
};

function requestBody(isRequired: boolean): JsonObject {
  const point = object(
    {
      // Years of this age: those before 100 have no agreed meaning, later points are left out.
      ts: { type: 'string', format: 'date-time', pattern: '^(1|20[012])' },
      ...METRICS
    },
    ['ts']
  );
  // Points without any metric tell nothing, all together.
  const contains = { anyOf: Object.keys(METRICS).map(name => ({ required: [name] })) };
  const drift = object({ overall_drift: { type: 'boolean' } });
  const schema = {
    ...object({ metrics: list(point, { minItems: 1, contains }), drift }),
    additionalProperties: false
  };
  const example = {
    metrics: [{ ts: '2026-01-01T00:00:00Z', roc_auc: 0.91, pr_auc: 0.74, latency_p95_ms: 120 }],
    drift: { overall_drift: false }
  };
  return {
    description: isRequired
      ? 'The server has no files of its own to plan from, so the body is needed.'
      : 'Without it the plan is made from the files of the server.',
    required: isRequired,
    content: { 'application/json': { schema, example } }
  };
}

function hasFiles({ metricsHistory, driftReport }: Serving['monitor']): boolean {
  return metricsHistory !== undefined && driftReport !== undefined;
}

function readText(request: IncomingMessage, maxBytes: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const coding = codingOf(request);
    if (coding instanceof EspalierError) {
      reject(coding);
      return;
    }
    readBody(request, maxBytes, coding, false, body => {
      if (body instanceof EspalierError) reject(body);
      // Text, because no bytes are asked for.
      else resolve(body as string);
    });
  });
}

async function planFromText(request: IncomingMessage, text: string, now: Date): Promise<unknown> {
  const mediaType = checkMediaType(request, ['application/json']);
  if (mediaType instanceof EspalierError) throw mediaType;
  const agent = await import('@espalier/agent-monitor');
  return agent.planFromBody(parseJson(text), undefined, { now });
}

async function planFromFiles(
  { metricsHistory, driftReport }: Serving['monitor'],
  now: Date
): Promise<unknown> {
  if (metricsHistory === undefined || driftReport === undefined)
    throw new EspalierError(
      'E_BODY_TYPE',
      'Cannot plan from an empty body: the server has no metrics history and drift report',
      'Send metrics and drift, or start the server with --metrics-history and --drift-report'
    );
  const agent = await import('@espalier/agent-monitor');
  const history = await agent.readHistoryFile(metricsHistory, { now });
  const { report } = await agent.readDriftFile(driftReport);
  return agent.planFrom({ history, report });
}
