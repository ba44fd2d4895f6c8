import { Router } from 'express';
import { type AppDeps } from '../app-deps.ts';
import { METRICS_TYPE, metricsText } from '../metrics/metrics-text.ts';
import { type ModelSlot } from '../models/model-slot.ts';
import { type Served } from '../models/models.ts';
import { mergeProfiles } from '../models/merge-profiles.ts';
import { type ServedModel } from '../models/served-model.ts';
import { admin, modelRoute, route } from '../routing.ts';

export function modelRoutes(deps: AppDeps): Router {
  const { models, fleet, log } = deps;
  const router = Router();
  route(router, 'get', '/models', (_request, response) => {
    response.json({ models: models.all.map(describeServed) });
  });
  route(router, 'get', '/models/:name', (request, response) => {
    response.json(describeServed(models.find(request.params['name'] as string)));
  });
  modelRoute(router, deps, 'get', '/model', ({ slot }, _request, response) => {
    response.json(slot.current().describe());
  });
  modelRoute(
    router,
    deps,
    'post',
    '/model/reload',
    async (served, _request, response) => {
      const before = versionOf(served.slot);
      await fleet.reload(served);
      const after = versionOf(served.slot);
      log.info({ model: after?.name, version: after?.version }, 'model reloaded');
      response.json({ before, after });
    },
    admin(deps)
  );
  modelRoute(router, deps, 'get', '/profile', async ({ slot }, _request, response) => {
    const { name, live } = slot.current();
    response.json(live.publish(mergeProfiles(await fleet.profiles(name))));
  });
  route(router, 'get', '/metrics', admin(deps), async (_request, response) => {
    response.setHeader('content-type', METRICS_TYPE);
    response.send(await metricsText(await fleet.metrics()));
  });
  return router;
}

interface VersionInfo {
  readonly name: string;
  readonly version: string;
  readonly family: string;
  readonly checksum_sha256: string;
}

/** Which version a slot serves; null when it serves none. */
function versionOf(slot: ModelSlot): VersionInfo | null {
  return slot.failure() === undefined ? versionInfo(slot.current()) : null;
}

function versionInfo({ name, version, family, checksum }: ServedModel): VersionInfo {
  return { name, version, family, checksum_sha256: checksum };
}

function describeServed({ slot, canary, shadow }: Served): object {
  const failure = slot.failure();
  const { name, contract } = slot.identity();
  const described =
    failure === undefined
      ? { ...versionInfo(slot.current()), contract, ready: true, notes: slot.current().notes }
      : { name, contract, ready: false, reason: failure.message };
  return {
    ...described,
    ...(canary === undefined
      ? {}
      : { canary: { ...describeSlot(canary.slot), share: canary.share } }),
    ...(shadow === undefined ? {} : { shadow: describeSlot(shadow.slot) })
  };
}

function describeSlot(slot: ModelSlot): object {
  const failure = slot.failure();
  return failure === undefined
    ? { ...versionInfo(slot.current()), ready: true }
    : { ready: false, reason: failure.message };
}
