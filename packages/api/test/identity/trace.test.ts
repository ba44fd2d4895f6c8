import { expect, test } from '@jest/globals';
import { readTraceId } from '../../src/identity/trace.ts';
import { createIdHash } from '../../src/io/crypto.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const SPAN = 'b7ad6b7169203331';
const hash = createIdHash('a key');

test.each([
  ['traceparent', `00-${TRACE}-${SPAN}-01`, TRACE],
  ['traceparent', `cc-${TRACE}-${SPAN}-01-what-comes-later`, TRACE],
  [
    'x-amzn-trace-id',
    'Root=1-67891233-abcdef012345678912345678',
    '1-67891233-abcdef012345678912345678'
  ],
  [
    'x-amzn-trace-id',
    'Self=1-67891234-12456789abcdef012345678;Root=1-67891233-abcdef012345678912345678;Sampled=1',
    '1-67891233-abcdef012345678912345678'
  ],
  ['x-cloud-trace-context', `${TRACE}/123456789;o=1`, TRACE],
  ['b3', `${TRACE}-${SPAN}-1`, TRACE],
  ['x-b3-traceid', '463ac35c9f6413ad48485a3953bb6124', '463ac35c9f6413ad48485a3953bb6124'],
  ['uber-trace-id', `${TRACE}:${SPAN}:0:1`, TRACE],
  ['x-correlation-id', 'corr-1', 'corr-1']
])('reads %s: %s', (name, value, expected) => {
  expect(readTraceId({ [name]: value }, hash)).toBe(expected);
});

test.each([
  ['traceparent', 'nonsense'],
  ['traceparent', `00-${'0'.repeat(32)}-${SPAN}-01`],
  ['traceparent', `00-${TRACE}-${'0'.repeat(16)}-01`],
  ['traceparent', `ff-${TRACE}-${SPAN}-01`],
  ['traceparent', `00-${TRACE.toUpperCase()}-${SPAN}-01`],
  ['traceparent', `00-${TRACE}-${SPAN}-01-more`],
  ['traceparent', `00-${TRACE}-${SPAN}-01, 00-${TRACE}-${SPAN}-01`],
  ['x-amzn-trace-id', 'Root=1-2-3'],
  [
    'x-amzn-trace-id',
    'Root=1-67891233-abcdef012345678912345678, Root=1-67891233-abcdef012345678912345678'
  ],
  ['x-correlation-id', '  ']
])('ignores %s: %s', (name, value) => {
  expect(readTraceId({ [name]: value }, hash)).toBeUndefined();
});

test('the standard header wins; one that is malformed does not hide the others', () => {
  const others = {
    'x-amzn-trace-id': 'Root=1-67891233-abcdef012345678912345678',
    'x-correlation-id': 'c'
  };
  expect(readTraceId({ ...others, traceparent: `00-${TRACE}-${SPAN}-01` }, hash)).toBe(TRACE);
  expect(readTraceId({ ...others, traceparent: 'x' }, hash)).toMatch(/^1-/);
});

test('a correlation id that holds a secret is replaced', () => {
  expect(readTraceId({ 'x-correlation-id': 'jane@example.org' }, hash)).toMatch(/^redacted-/);
});
