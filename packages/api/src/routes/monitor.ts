import { Router } from 'express';
import { EspalierError } from '@espalier/core';
import { agentPolicySchema } from '@espalier/core/contracts';
import { readText } from '@espalier/core/files';
import { type AppDeps } from '../app-deps.ts';
import { parseJson } from '../contracts/contract.ts';
import { checkMediaType, readBody } from '../read-body.ts';
import { admin, route } from '../routing.ts';

/** The plan of agent-monitor over the points and the report of the body, or over the server's own files. */
export function monitorRoutes(deps: AppDeps): Router {
  const router = Router();
  route(router, 'post', '/monitor', admin(deps), async (request, response) => {
    const text = await new Promise<string>((resolve, reject) => {
      readBody(request, deps.limits.maxBodyBytes, body => {
        if (typeof body === 'string') resolve(body);
        else reject(body);
      });
    });
    // Most servers are never asked.
    const agent = await import('@espalier/agent-monitor');
    if (text.trim() !== '') {
      const mediaType = checkMediaType(request, ['application/json']);
      if (mediaType instanceof EspalierError) throw mediaType;
      response.json(agent.planFromBody(parseJson(text)));
      return;
    }
    const { metricsHistory, driftReport } = deps.monitor;
    if (metricsHistory === undefined || driftReport === undefined)
      throw new EspalierError(
        'E_BODY_TYPE',
        'Cannot plan from an empty body: the server has no files to plan from',
        'Send metrics and drift, or start it with --metrics-history and --drift-report'
      );
    const history = agent.readHistory(await readText(metricsHistory), metricsHistory);
    const report = agent.readDrift(await readText(driftReport), driftReport);
    response.json(agent.planFrom({ history, report }, agentPolicySchema.parse({})));
  });
  return router;
}
