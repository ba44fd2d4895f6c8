import { Router } from 'express';
import { type AppDeps } from '../app-deps.ts';
import { docsPage } from '../openapi/docs-page.ts';
import { modelDocument, serverDocument } from '../openapi/document.ts';
import { route } from '../routing.ts';

/** The page has its style within itself, and nothing else. */
const PAGE_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'";

/** What the server says of itself, for programs and for people. */
export function docsRoutes({ models, limits }: AppDeps): Router {
  const router = Router();
  route(router, 'get', '/openapi.json', (_request, response) => {
    response.json(serverDocument(models, limits.maxRows));
  });
  route(router, 'get', '/models/:name/openapi.json', (request, response) => {
    const served = models.find(request.params['name'] as string);
    response.json(modelDocument(served, limits.maxRows));
  });
  route(router, 'get', '/docs', (_request, response) => {
    response.setHeader('content-security-policy', PAGE_POLICY);
    response.setHeader('referrer-policy', 'no-referrer');
    response.setHeader('x-frame-options', 'DENY');
    response.type('text/html').send(docsPage(serverDocument(models, limits.maxRows)));
  });
  return router;
}
