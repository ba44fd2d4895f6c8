import type { IncomingMessage } from 'node:http';
import type * as OpenTelemetry from '@opentelemetry/api';
import type { Context, Span, Tracer } from '@opentelemetry/api';

/** Makes spans of OpenTelemetry for requests for predictions. */
export interface Tracing {
  readonly start: (exchange: Traced) => RequestSpan;
}

/** What a span tells of a request when it begins. */
interface Traced {
  readonly request: IncomingMessage;
  /** The template of its route. */
  readonly route: string;
}

/** The span of one request. */
export interface RequestSpan {
  readonly traceId: string;
  /** Begin a step of the request, which ends the step before. */
  readonly step: (name: 'read' | 'wait' | 'score') => void;
  readonly end: (outcome: Outcome) => void;
}

interface Outcome {
  readonly status: number;
  readonly requestId: string;
  readonly model: string | null;
  readonly version: string | null;
  readonly numRows: number;
  /** The code of the error. */
  readonly code: string | undefined;
}

/** Where the API of OpenTelemetry keeps what an SDK registered, whichever copy of the API that was. */
const REGISTERED = Symbol.for('opentelemetry.js.api.1');

/** Find the SDK that was registered before the server started; undefined without one, at no cost. */
export async function openTracing(): Promise<Tracing | undefined> {
  if (!(REGISTERED in globalThis)) return undefined;
  const api = await import('@opentelemetry/api');
  const provider: OpenTelemetry.TracerProvider & Proxy = api.trace.getTracerProvider();
  if (provider.getDelegateTracer !== undefined && provider.getDelegateTracer('') === undefined)
    return undefined;
  const tracer = provider.getTracer('espalier');
  return { start: exchange => startSpan(api, tracer, exchange) };
}

type Api = typeof OpenTelemetry;

/** Before an SDK is registered, the API gives out a proxy without a provider behind it. */
interface Proxy {
  readonly getDelegateTracer?: (name: string) => OpenTelemetry.Tracer | undefined;
}

function startSpan(
  { context, propagation, trace, SpanKind, SpanStatusCode }: Api,
  tracer: Tracer,
  { request, route }: Traced
): RequestSpan {
  const active = context.active();
  // With instrumentation of node:http, the span of the server exists already.
  const isInside = trace.getSpan(active) !== undefined;
  const parent = isInside ? active : propagation.extract(active, request.headers);
  const span = tracer.startSpan(
    `POST ${route}`,
    {
      kind: isInside ? SpanKind.INTERNAL : SpanKind.SERVER,
      attributes: {
        'http.request.method': 'POST',
        'http.route': route,
        'url.scheme': 'http',
        'network.protocol.version': request.httpVersion
      }
    },
    parent
  );
  const steps = createSteps(tracer, span, trace.setSpan(parent, span));
  return {
    traceId: span.spanContext().traceId,
    step: steps.begin,
    end({ status, requestId, model, version, numRows, code }) {
      steps.end();
      span.setAttributes({
        'http.response.status_code': status,
        'espalier.request_id': requestId,
        'espalier.rows': numRows
      });
      if (model !== null) span.setAttribute('espalier.model.name', model);
      if (version !== null) span.setAttribute('espalier.model.version', version);
      if (code !== undefined) span.setAttribute('error.type', code);
      // A client's mistake is not an error of the server.
      if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end();
    }
  };
}

/** The steps of a recorded request, a span each. */
function createSteps(
  tracer: Tracer,
  span: Span,
  inside: Context
): { readonly begin: (name: string) => void; readonly end: () => void } {
  let step: Span | undefined;
  const end = (): void => {
    step?.end();
    step = undefined;
  };
  return {
    begin(name) {
      end();
      if (span.isRecording()) step = tracer.startSpan(name, {}, inside);
    },
    end
  };
}
