import { describe, expect, test } from '@jest/globals';
import { EspalierError } from '@espalier/core';
import { readHistory } from '../../src/observe/read-history.ts';
import { historyOf, hour, jsonl } from '../support/history.ts';

function failureOf(text: string): EspalierError {
  try {
    readHistory(text, 'm.jsonl');
  } catch (error) {
    if (error instanceof EspalierError) return error;
  }
  throw new Error('expected a failure');
}

describe('readHistory()', () => {
  test('sorts by time, whatever the zones', () => {
    const { points } = historyOf(
      { ts: '2025-08-17T12:00:00Z', roc_auc: 0.3 },
      { ts: '2025-08-17T12:30:00+02:00', roc_auc: 0.1 },
      { timestamp: '2025-08-17T11:00:00', roc_auc: 0.2 }
    );
    expect(points.map(point => point.rocAuc)).toEqual([0.1, 0.2, 0.3]);
  });

  test('lets the last line of a time win, also when the zone is written otherwise', () => {
    const { points, numLines, numBadLines } = historyOf(
      { ts: '2025-08-17T12:00:00Z', roc_auc: 0.1, pr_auc: 0.5 },
      { ts: '2025-08-17T14:00:00+02:00', roc_auc: 0.2 },
      { timestamp: '2025-08-17T12:00:00', roc_auc: 0.3 }
    );
    expect(points).toHaveLength(1);
    expect(points[0]).toMatchObject({ rocAuc: 0.3, prAuc: null });
    expect([numLines, numBadLines]).toEqual([3, 0]);
  });

  test('tells times apart that differ by a microsecond', () => {
    const { points } = historyOf(
      { ts: '2025-08-17T12:00:00.000002', roc_auc: 0.2 },
      { ts: '2025-08-17T12:00:00.000001', roc_auc: 0.1 }
    );
    expect(points.map(point => point.rocAuc)).toEqual([0.1, 0.2]);
  });

  test('does not mind CRLF, a byte order mark, blank lines and no line break at the end', () => {
    const [a, b] = jsonl({ ts: hour(0) }, { ts: hour(1) })
      .trim()
      .split('\n');
    const { points, numLines, numBadLines } = readHistory(
      `\uFEFF${a!}\r\n\r\n  \n${b!}`,
      'm.jsonl'
    );
    expect(points).toHaveLength(2);
    expect([numLines, numBadLines]).toEqual([2, 0]);
  });

  test('takes null and absent metrics, and further fields', () => {
    const { points } = historyOf({ ts: hour(0), roc_auc: null, host: 'a', acc: 0.5 });
    expect(points[0]).toMatchObject({ rocAuc: null, prAuc: null, latencyP95Ms: null });
  });

  test('leaves bad lines out and tells all of them, without their values', () => {
    const lines = [
      '{"ts": "2025-08-17T12:00:00Z", "roc_auc": 0.9}',
      'secret',
      '',
      '{"ts": "2025-08-17T13:00:00Z", "roc_auc": NaN}',
      '{"ts": "secret"}',
      '{"roc_auc": 0.9}',
      '{"ts": 1755432000}',
      '[1]',
      '{"ts": "2025-08-17T14:00:00Z", "roc_auc": "secret", "pr_auc": -1}',
      `{"ts": "2025-08-17T14:00:00Z", "roc_auc": ${'9'.repeat(400)}}`,
      '{"ts": "2025-08-17T15:00:00Z"'
    ];
    const { points, numLines, numBadLines, problems } = readHistory(lines.join('\n'), 'm.jsonl');
    expect(points).toHaveLength(1);
    expect([numLines, numBadLines]).toEqual([10, 9]);
    expect(problems.map(({ line, field, problem }) => [line, field, problem])).toEqual([
      [2, undefined, 'not JSON'],
      [4, undefined, 'not JSON'],
      [5, 'ts', 'not a time'],
      [6, 'ts', 'missing'],
      [7, 'ts', 'must be a string'],
      [8, undefined, 'must be an object'],
      [9, 'roc_auc', 'must be a number'],
      [9, 'pr_auc', 'too small'],
      [10, 'roc_auc', 'must be a number'],
      [11, undefined, 'not JSON']
    ]);
    expect(problems[1]!.expected).toBe('null for a number that is not finite');
    expect(JSON.stringify(problems)).not.toContain('secret');
  });

  test.each(['', '\n \r\n', '\uFEFF'])('refuses the empty text %j', text => {
    expect(failureOf(text)).toMatchObject({
      code: 'E_HISTORY_INVALID',
      message: 'Cannot use "m.jsonl" as a metrics history: the file is empty'
    });
  });

  test('refuses a file without a single valid point, with every reason', () => {
    const error = failureOf('one\n\ntwo\n');
    expect(error.message).toBe(
      'Cannot use "m.jsonl" as a metrics history: none of its 2 lines is a valid point'
    );
    expect(error.details.map(({ line }) => line)).toEqual([1, 3]);
    expect(failureOf('one').message).toContain('its only line is not a valid point');
  });
});
