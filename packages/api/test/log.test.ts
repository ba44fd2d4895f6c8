import { describe, expect, test } from '@jest/globals';
import { createLineBuffer, createLog } from '../src/log.ts';
import type { LogLevel } from '../src/serve-options.ts';

const now = (): Date => new Date('2026-01-02T03:04:05.678Z');

function linesOf(level: LogLevel): { lines: string[]; log: ReturnType<typeof createLog> } {
  const lines: string[] = [];
  return { lines, log: createLog(level, now, line => lines.push(line)) };
}

describe('createLog()', () => {
  test('writes a request as it writes any event: one line of JSON, the same fields in the same order', () => {
    const { lines, log } = linesOf('info');
    log.request('id "1"', 'POST', '/models/:name/predict', 200, 1.23456);
    log.info({ request_id: 'id "1"', status: 200 }, 'request');
    const [request, info] = lines.map(line => JSON.parse(line) as Record<string, unknown>);
    expect(request).toEqual({
      level: 'info',
      time: '2026-01-02T03:04:05.678Z',
      request_id: 'id "1"',
      method: 'POST',
      route: '/models/:name/predict',
      status: 200,
      latency_ms: 1.235,
      msg: 'request'
    });
    expect(Object.keys(info!)).toEqual(['level', 'time', 'request_id', 'status', 'msg']);
    expect(lines.every(line => line.endsWith('\n'))).toBe(true);
  });

  test('redacts texts, in fields and in the message', () => {
    const { lines, log } = linesOf('info');
    log.error({ reason: 'mail to a@example.org' }, 'for b@example.org');
    expect(lines.join('')).not.toContain('@example');
  });

  test.each<[LogLevel, number]>([
    ['debug', 3],
    ['info', 3],
    ['warn', 2],
    ['error', 1],
    ['silent', 0]
  ])('level %s lets %i of three events through', (level, count) => {
    const { lines, log } = linesOf(level);
    log.request('a', 'GET', '/', 200, 1);
    log.warn({}, 'w');
    log.error({}, 'e');
    expect(lines).toHaveLength(count);
  });
});

test('createLineBuffer() hands lines on together, once a moment', () => {
  const written: string[] = [];
  const moments: (() => void)[] = [];
  const { add, flush } = createLineBuffer(
    lines => written.push(lines),
    moment => moments.push(moment)
  );
  add('a\n');
  add('b\n');
  expect(moments).toHaveLength(1);
  moments[0]!();
  expect(written).toEqual(['a\nb\n']);
  add('c\n');
  flush();
  moments[1]!();
  expect(written).toEqual(['a\nb\n', 'c\n']);
});
