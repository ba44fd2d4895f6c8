import type { IncomingHttpHeaders } from 'node:http';
import { decodeHeader } from './header-text.ts';
import { type HashId, readId } from './request-id.ts';

/** Headers that name a trace, the standard before those of vendors; the first group of the pattern is its id. */
const TRACE_HEADERS: readonly (readonly [name: string, pattern: RegExp])[] = [
  // W3C Trace Context: a later version may say more behind the four parts of the first.
  [
    'traceparent',
    /^(?!ff)(?:00-([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}|(?!00)[0-9a-f]{2}-([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(?:-.*)?)$/
  ],
  ['x-amzn-trace-id', /^(?:[^,]*;)?\s*Root=(1-[0-9a-f]{8}-[0-9a-f]{24})(?:;[^,]*)?$/i],
  ['x-cloud-trace-context', /^([0-9a-f]{32})(?:\/\d{1,20})?(?:;o=\d)?$/i],
  ['b3', /^([0-9a-f]{32}|[0-9a-f]{16})-[0-9a-f]{16}(?:-[01d](?:-[0-9a-f]{16})?)?$/i],
  ['x-b3-traceid', /^([0-9a-f]{32}|[0-9a-f]{16})$/i],
  [
    'uber-trace-id',
    /^([0-9a-f]{1,32})(?::|%3A)[0-9a-f]{1,16}(?::|%3A)[0-9a-f]{1,16}(?::|%3A)[0-9a-f]{1,2}$/i
  ]
];
const ZEROS = /^0*$/;

/** Read the id of the trace that a request belongs to. Headers that are malformed or sent twice name none. */
export function readTraceId(headers: IncomingHttpHeaders, hash: HashId): string | undefined {
  for (const [name, pattern] of TRACE_HEADERS) {
    const value = headers[name];
    if (typeof value !== 'string') continue;
    const found = pattern.exec(value.trim());
    const id = found?.[1] ?? found?.[2];
    if (id !== undefined && !ZEROS.test(id)) return id.toLowerCase();
  }
  const given = headers['x-correlation-id'];
  return typeof given === 'string' ? readId(decodeHeader(given), hash) : undefined;
}
