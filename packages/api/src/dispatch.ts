import type { IncomingMessage, ServerResponse } from 'node:http';
import { EspalierError } from '@espalier/core';
import type { AppDeps } from './app-deps.ts';
import { addCorsHeaders } from './cors.ts';
import {
  CLOSE,
  enterConnection,
  type Exchange,
  JSON_HEADERS,
  rememberExchange,
  SECURITY_HEADERS,
  sendBody
} from './exchange.ts';
import { readId, readIdHeader } from './identity/request-id.ts';
import { readTraceId } from './identity/trace.ts';
import { errorBody } from './errors/error-body.ts';
import type { AnswerStray } from './io/wire-errors.ts';
import { createScoringHandlers, indexByPath } from './scoring/scoring-routes.ts';

/** Handle a request; one with a `refusal` is answered with it, whatever its route. */
export type Dispatch = (
  request: IncomingMessage,
  response: ServerResponse,
  refusal?: EspalierError
) => void;

/** Handles the requests that the dispatch passes on. */
export type App = (request: IncomingMessage, response: ServerResponse) => void;

/** An app that is loaded with the first request for it. `load` may be called early; it loads once. */
export function loadLater(load: () => Promise<App>): { readonly app: App; load: () => void } {
  let loaded: App | undefined;
  let loading: Promise<App> | undefined;
  const start = async (): Promise<App> => (loaded = await load());
  return {
    app(request, response) {
      if (loaded !== undefined) loaded(request, response);
      else
        void (loading ??= start()).then(app => {
          app(request, response);
        });
    },
    load() {
      loading ??= start();
    }
  };
}

/**
 * Route requests: predictions by their exact path go straight to their handler, because Express costs more than scoring a
 * row; everything else goes to Express, which has the same handlers.
 */
export function createDispatch(deps: AppDeps, app: App): Dispatch {
  const { clock, serving } = deps;
  const scoring = createScoringHandlers(deps);
  const handlers = indexByPath(scoring, serving.models);
  return (request, response, refusal) => {
    const url = request.url ?? '/';
    const mark = url.indexOf('?');
    const path = mark < 0 ? url : url.slice(0, mark);
    const headerId = readIdHeader(request.headers, request.rawHeaders);
    const shownId = headerId === undefined ? undefined : readId(headerId, serving.hashId);
    const traceId = readTraceId(request.headers, serving.hashId);
    const requestId = shownId ?? traceId ?? serving.newId();
    const exchange: Exchange = {
      request,
      response,
      started: clock.elapsed(),
      query: mark < 0 ? '' : url.slice(mark + 1),
      requestId,
      givenId: shownId === undefined ? requestId : headerId!,
      traceId,
      route: 'unknown',
      formatError: errorBody,
      refusal: refusal ?? findRefusal(request)
    };
    enterConnection(exchange);
    if (serving.corsOrigins !== undefined) addCorsHeaders(serving.corsOrigins, request, response);
    if (request.method === 'POST') {
      const handle = handlers.get(path);
      if (handle !== undefined) {
        handle(exchange);
        return;
      }
      if (path.includes('%') && !canDecode(path)) {
        const handler = scoring.find(({ matches }) => matches(path));
        if (handler !== undefined) {
          handler.handle(exchange, UNREADABLE);
          return;
        }
      }
    }
    exchange.interrupt = failure => {
      answerInterrupted(exchange, failure);
    };
    rememberExchange(exchange);
    response.setHeader('x-request-id', requestId);
    if (traceId !== undefined) response.setHeader('x-trace-id', traceId);
    for (const [name, value] of SECURITY_HEADERS) response.setHeader(name, value);
    if (serving.isStopping()) response.setHeader('connection', 'close');
    app(request, response);
  };
}

/** Log and count a malformed request whose route is unknown, under an id of its own. */
export function createStrayAnswer({
  sinks: { log, metrics },
  serving
}: Pick<AppDeps, 'sinks' | 'serving'>): AnswerStray {
  return ({ status }) => {
    const requestId = serving.newId();
    metrics.request('unknown', 'other', status, 0);
    log.request(requestId, 'other', 'unknown', status, 0);
    return { requestId };
  };
}

/** Stands for a name in a path that cannot be decoded; no model has it. */
const UNREADABLE = { name: '' };

function answerInterrupted(exchange: Exchange, failure: EspalierError): void {
  const { response, requestId, formatError } = exchange;
  if (failure.code === 'E_REQUEST_ABORTED' || response.headersSent) response.destroy();
  else {
    const json = JSON.stringify(formatError(failure, requestId));
    sendBody(exchange, failure.status, json, JSON_HEADERS, CLOSE);
  }
}

function canDecode(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}

/** HTTP/1.1 requires a host in every request (RFC 9112, section 3.2). */
function findRefusal({ httpVersion, headers }: IncomingMessage): EspalierError | undefined {
  if (headers.host !== undefined || httpVersion !== '1.1') return undefined;
  return new EspalierError(
    'E_BODY_MALFORMED',
    'Cannot read the request: the header "host" is missing',
    'Send the header host'
  );
}
