import { type Bundle } from '@espalier/bundle';
import { Router } from 'express';
import { admin, type AppDeps, route } from '../routing.ts';

export function modelRoutes(deps: AppDeps): Router {
  const { model, metrics, log } = deps;
  const router = Router();
  route(router, 'get', '/model', (_request, response) => {
    response.json(describeModel(model.current()));
  });
  route(router, 'post', '/model/reload', admin(deps), async (_request, response) => {
    const before = model.failure() === undefined ? versionOf(model.current()) : null;
    const after = versionOf(await model.reload());
    metrics.model(after.name, after.version, after.family, true);
    log.info(
      {
        model: after.name,
        version: after.version,
        content_sha256: after.content_sha256.slice(0, 12)
      },
      'model reloaded'
    );
    response.json({ before, after });
  });
  route(router, 'get', '/metrics', admin(deps), async (_request, response) => {
    response.setHeader('content-type', metrics.contentType);
    response.send(await metrics.text());
  });
  return router;
}

function versionOf({ manifest }: Bundle): {
  name: string;
  version: string;
  family: string;
  content_sha256: string;
} {
  const { name, version, family, content_sha256 } = manifest;
  return { name, version, family, content_sha256 };
}

function describeModel(bundle: Bundle): Record<string, unknown> {
  const { metrics, spec, decision } = bundle;
  return {
    ...versionOf(bundle),
    contract: spec.serve.contract ?? 'rows',
    trained_at: metrics.timestamp,
    threshold: decision.threshold,
    gate: metrics.gate,
    metrics: {
      roc_auc: metrics.roc_auc,
      pr_auc: metrics.pr_auc,
      accuracy: metrics.accuracy,
      log_loss: metrics.log_loss,
      brier: metrics.brier
    },
    features: Object.keys(spec.features)
  };
}
