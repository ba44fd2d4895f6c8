import type { Response } from 'express';
import type { Clock, Serving } from '../app-deps.ts';
import type { JsonObject } from '../json-schema.ts';
import type { ModelEndpoint } from '../models/models.ts';
import type { Route } from './route.ts';

/** The page loads its own script and style, and calls this server; nothing else. */
const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'"
].join('; ');

/** Documentation of the server, for programs and for people. It is loaded on first use. */
export function docsRoutes(serving: Serving, clock: Clock, routes: readonly Route[]): Route[] {
  const describe = async (endpoint?: ModelEndpoint): Promise<JsonObject> => {
    const { modelDocument, serverDocument } = await import('../openapi/document.ts');
    const { limits, adminToken } = serving;
    const context = {
      maxRows: limits.maxRows,
      hasToken: adminToken !== undefined,
      now: clock.now(),
      routes
    };
    return endpoint === undefined
      ? serverDocument(serving.models, context)
      : modelDocument(endpoint, context);
  };
  const sendAsset = (response: Response, type: string, text: string): void => {
    response.type(type).send(text);
  };
  return [
    {
      method: 'get',
      path: '/openapi.json',
      scope: 'server',
      handle: async (_request, response) => {
        response.json(await describe());
      }
    },
    {
      method: 'get',
      path: '/models/:name/openapi.json',
      scope: 'model',
      handle: async (endpoint, _request, response) => {
        response.json(await describe(endpoint));
      }
    },
    {
      method: 'get',
      path: '/docs',
      scope: 'server',
      handle: async (request, response) => {
        const { docsPage } = await import('../docs-page/page.ts');
        response.setHeader('content-security-policy', PAGE_POLICY);
        response.setHeader('referrer-policy', 'no-referrer');
        response.setHeader('x-frame-options', 'DENY');
        const origin = `${request.protocol}://${request.headers.host ?? 'localhost'}`;
        const models = serving.models.all.map(({ slot }) => {
          const ready = slot.ready();
          const { name, contract } = slot;
          return { name, contract, version: ready?.version, family: ready?.family };
        });
        sendAsset(response, 'text/html', docsPage(await describe(), models, origin));
      }
    },
    {
      method: 'get',
      path: '/docs/style.css',
      scope: 'server',
      handle: async (_request, response) => {
        const { DOCS_STYLE } = await import('../docs-page/style.ts');
        sendAsset(response, 'text/css', DOCS_STYLE);
      }
    },
    {
      method: 'get',
      path: '/docs/try.js',
      scope: 'server',
      handle: async (_request, response) => {
        const { DOCS_SCRIPT } = await import('../docs-page/script.ts');
        sendAsset(response, 'text/javascript', DOCS_SCRIPT);
      }
    }
  ];
}
