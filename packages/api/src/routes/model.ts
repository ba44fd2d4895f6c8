import type { Request } from 'express';
import { EspalierError, present } from '@espalier/core';
import { parseDuration } from '@espalier/core/names';
import type { Serving } from '../app-deps.ts';
import { ANY_OBJECT, object, ref } from '../json-schema.ts';
import type { Log } from '../log.ts';
import { METRICS_TYPE, metricsText } from '../metrics/metrics-text.ts';
import type { ModelSlot } from '../models/model-slot.ts';
import type { ModelVersion } from '../models/model-version.ts';
import { MAX_WINDOW_SECONDS } from '../models/profile-windows.ts';
import type { ModelEndpoint } from '../models/models.ts';
import { refusalKey, type Refusals, type Role } from '../models/refusals.ts';
import type { Refusal } from '../models/reload-history.ts';
import { response as describe, type Route, textResponse } from './route.ts';

const UNAVAILABLE = describe('No model is served, with the reason', ref('Error'));

/** The served models, their reload, their live profiles and the metrics. */
export function modelRoutes({ models, fleet }: Serving, log: Log): Route[] {
  return [
    {
      method: 'get',
      path: '/models',
      scope: 'server',
      operation: {
        id: 'models',
        summary: 'List the served models',
        tag: 'server',
        responses: {
          200: describe('Each with its version', object({ models: { type: 'array', items: {} } }))
        }
      },
      async handle(_request, response) {
        const refusals = await fleet.refusals();
        response.json({ models: models.all.map(one => describeEndpoint(one, refusals)) });
      }
    },
    {
      method: 'get',
      path: '/models/:name',
      scope: 'model',
      async handle(endpoint, _request, response) {
        response.json(describeEndpoint(endpoint, await fleet.refusals()));
      }
    },
    {
      method: 'get',
      path: '/model',
      scope: 'model',
      operation: {
        id: 'model',
        summary: 'Describe the served version',
        tag: 'model',
        responses: { 200: describe('The served version', ANY_OBJECT), 503: UNAVAILABLE }
      },
      handle({ slot }, _request, response) {
        response.json(slot.current().describe());
      }
    },
    {
      method: 'post',
      path: '/model/reload',
      scope: 'model',
      isAdmin: true,
      operation: {
        id: 'reload',
        summary: 'Reload the model from its files',
        tag: 'model',
        responses: {
          200: describe(
            'The versions before and after',
            object({ before: { anyOf: [ref('Version'), { type: 'null' }] }, after: ref('Version') })
          ),
          503: describe('The files are damaged; the current version is kept', ref('Error'))
        }
      },
      async handle(endpoint, _request, response) {
        const before = versionOf(endpoint.slot);
        await fleet.reload(endpoint);
        const after = versionOf(endpoint.slot);
        log.info({ model: after?.name, version: after?.version }, 'model reloaded');
        response.json({ before, after });
      }
    },
    {
      method: 'get',
      path: '/profile',
      scope: 'model',
      isAdmin: true,
      operation: {
        id: 'profile',
        summary: 'Distributions of live traffic, counted by tens, in the form of profile.json',
        tag: 'model',
        query: [
          {
            name: 'since',
            description: 'Only the rows of this time up to now, like 90m, 24h or 7d',
            schema: { type: 'string', pattern: SINCE_PATTERN },
            example: '24h'
          }
        ],
        responses: {
          200: describe('espalier.profile/1', ANY_OBJECT),
          400: describe('The duration cannot be used', ref('Error')),
          503: UNAVAILABLE
        }
      },
      async handle({ slot }, request, response) {
        const seconds = readSince(request.query);
        const { name, version, checksum } = slot.current();
        const profile = await fleet.profile(name, seconds);
        response.json(
          profile && { ...profile, model: { name, version, content_sha256: checksum } }
        );
      }
    },
    {
      method: 'get',
      path: '/metrics',
      scope: 'server',
      isAdmin: true,
      operation: {
        id: 'metrics',
        summary: 'Metrics for Prometheus',
        tag: 'server',
        responses: { 200: textResponse('Text format') }
      },
      async handle(_request, response) {
        response.setHeader('content-type', METRICS_TYPE);
        response.send(await metricsText(await fleet.metrics()));
      }
    }
  ];
}

/** Durations that the document promises; others like 1.5h are taken too. */
const SINCE_PATTERN = '^([1-9][0-9]{0,2}m|[1-9][0-9]?h|[12]?[1-9]d)$';

/** Seconds of the parameter `since`; undefined without it. Errors: E_FIELD_INVALID. */
function readSince({ since: given, ...others }: Request['query']): number | undefined {
  const [unknown] = Object.keys(others);
  if (unknown !== undefined)
    throw new EspalierError(
      'E_FIELD_INVALID',
      `Cannot use the parameter "${unknown.slice(0, 40)}": only "since" is known`,
      'Pass since=24h, or no parameter for all of the time',
      {
        details: [{ field: unknown.slice(0, 40), problem: 'unknown parameter', expected: 'since' }]
      }
    );
  if (given === undefined) return undefined;
  const seconds = typeof given === 'string' ? parseDuration(given) : undefined;
  if (seconds !== undefined && seconds >= 1 && seconds <= MAX_WINDOW_SECONDS) return seconds;
  const expected = `a duration like 90m, 24h or 7d, at most ${MAX_WINDOW_SECONDS / 86_400}d`;
  throw new EspalierError(
    'E_FIELD_INVALID',
    'Cannot use the parameter "since": it is not a duration that is kept',
    `Pass ${expected}`,
    { details: [{ field: 'since', problem: 'not a duration that is kept', expected }] }
  );
}

interface VersionInfo {
  readonly name: string;
  readonly version: string;
  readonly family: string;
  readonly checksum_sha256: string;
}

/** The version that a slot serves; null if none. */
function versionOf(slot: ModelSlot): VersionInfo | null {
  const ready = slot.ready();
  return ready === undefined ? null : versionInfo(ready);
}

function versionInfo({ name, version, family, checksum }: ModelVersion): VersionInfo {
  return { name, version, family, checksum_sha256: checksum };
}

function describeEndpoint({ slot, canary, shadow }: ModelEndpoint, refusals: Refusals): object {
  const { name, contract } = slot;
  const ready = slot.ready();
  const loadedAt = slot.history().loadedAt?.toISOString();
  const described =
    ready === undefined
      ? { name, contract, ready: false, reason: slot.failure()?.message }
      : { ...versionInfo(ready), contract, ready: true, loaded_at: loadedAt, notes: ready.notes };
  const refusalOf = (role: Role): Refusal | undefined => refusals[refusalKey(name, role)];
  return {
    ...described,
    ...present({
      last_refusal: refusalOf('model'),
      canary: canary && {
        ...describeSlot(canary.slot, refusalOf('canary')),
        share: canary.share
      },
      shadow: shadow && describeSlot(shadow.slot, refusalOf('shadow'))
    })
  };
}

function describeSlot(slot: ModelSlot, refusal: Refusal | undefined): object {
  const ready = slot.ready();
  const described =
    ready === undefined
      ? { ready: false, reason: slot.failure()?.message }
      : {
          ...versionInfo(ready),
          ready: true,
          loaded_at: slot.history().loadedAt?.toISOString()
        };
  return { ...described, ...present({ last_refusal: refusal }) };
}
