import { EspalierError } from '@espalier/core';
import type { Clock, Serving } from '../app-deps.ts';
import { formatSecond } from '../contracts/contract.ts';
import { ANY_OBJECT, object, ref } from '../json-schema.ts';
import type { ModelEndpoint } from '../models/models.ts';
import { response as describe, type Route } from './route.ts';

/** Health, liveness and readiness. */
export function healthRoutes(serving: Serving, { now }: Clock): Route[] {
  const { models } = serving;
  return [
    {
      method: 'get',
      path: '/health',
      scope: 'model',
      operation: {
        id: 'health',
        summary: 'Health of the model',
        tag: 'model',
        responses: {
          200: describe('Healthy', ANY_OBJECT),
          503: describe('No model is loaded', ANY_OBJECT)
        }
      },
      handle(endpoint, _request, response) {
        const isReady = endpoint.slot.ready() !== undefined;
        response.status(isReady ? 200 : 503).json(healthOf(endpoint, now()));
      }
    },
    {
      method: 'get',
      path: '/healthz',
      scope: 'model',
      operation: {
        id: 'healthz',
        summary: 'Liveness of the process',
        tag: 'model',
        responses: { 200: describe('Alive', ANY_OBJECT) }
      },
      handle(_endpoint, _request, response) {
        response.json({ status: 'ok' });
      }
    },
    {
      method: 'get',
      path: '/readyz',
      scope: 'server',
      operation: {
        id: 'ready',
        summary: 'Readiness for traffic',
        tag: 'server',
        responses: {
          200: describe('Every model is ready', object({ status: { type: 'string' } })),
          503: describe(
            'A model is not ready or audit lines are lost, with the reason',
            ref('Error')
          )
        }
      },
      async handle(_request, response) {
        await checkRunning(serving);
        for (const { slot } of models.all) slot.current();
        response.json({ status: 'ready' });
      }
    },
    {
      method: 'get',
      path: '/models/:name/readyz',
      scope: 'model',
      async handle({ slot }, _request, response) {
        await checkRunning(serving);
        slot.current();
        response.json({ status: 'ready' });
      }
    }
  ];
}

/** Throw if the server should receive no traffic, whatever its models. */
export async function checkRunning({ isStopping, auditObstacle }: Serving): Promise<void> {
  if (isStopping())
    throw new EspalierError(
      'E_MODEL_UNAVAILABLE',
      'Cannot accept requests: the server is stopping',
      'Use another instance'
    );
  const obstacle = await auditObstacle?.();
  if (obstacle === undefined) return;
  throw new EspalierError(
    'E_AUDIT_UNAVAILABLE',
    `Cannot accept requests, as audit lines are lost: ${obstacle.message}`,
    'Make the audit log writable; it is tried again each second',
    { cause: obstacle }
  );
}

/** Build the body of /health in the form of the model's contract. */
function healthOf({ slot }: ModelEndpoint, now: Date): object {
  const ready = slot.ready();
  const isReady = ready !== undefined;
  if (slot.contract !== 'instances') return { status: isReady ? 'ok' : 'unavailable' };
  return {
    status: isReady ? 'healthy' : 'unhealthy',
    checks: {
      model_loaded: isReady,
      api_status: 'ok',
      model_version: ready?.version ?? null,
      timestamp: formatSecond(now)
    }
  };
}
