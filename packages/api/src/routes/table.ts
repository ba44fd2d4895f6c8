import type { AppDeps } from '../app-deps.ts';
import { docsRoutes } from './docs.ts';
import { healthRoutes } from './health.ts';
import { modelRoutes } from './model.ts';
import { monitorRoutes } from './monitor.ts';
import { oipRoutes } from './oip.ts';
import type { Route } from './route.ts';

/** Every route but those that answer with predictions, for Express and for OpenAPI. */
export function createRoutes({ clock, serving, sinks }: AppDeps): Route[] {
  const routes: Route[] = [
    ...healthRoutes(serving, clock),
    ...modelRoutes(serving, sinks.log),
    ...oipRoutes(serving),
    ...monitorRoutes(serving, clock)
  ];
  return [...routes, ...docsRoutes(serving, clock, routes)];
}
