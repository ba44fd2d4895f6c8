import { describe, expect, test } from '@jest/globals';
import { EspalierError } from '@espalier/core';
import { readDrift } from '../../src/observe/read-drift.ts';

function failureOf(text: string): EspalierError {
  try {
    readDrift(text, 'd.json');
  } catch (error) {
    if (error instanceof EspalierError) return error;
  }
  throw new Error('expected a failure');
}

describe('readDrift()', () => {
  test('asks for overall_drift alone and keeps what else there is', () => {
    expect(readDrift('{"overall_drift": true, "by": "another"}', 'd.json')).toEqual({
      overall_drift: true,
      by: 'another'
    });
  });

  test.each([
    ['', 'the file is empty'],
    [' \n', 'the file is empty'],
    ['secret', 'it is not JSON'],
    ['{"overall_drift": tru', 'it is cut off'],
    ['{"overall_drift": maybe}', 'it is not JSON']
  ])('refuses %j', (text, state) => {
    const { code, message } = failureOf(text);
    expect([code, message]).toEqual([
      'E_DRIFT_REPORT_INVALID',
      `Cannot read "d.json" as a drift report: ${state}`
    ]);
  });

  test('names all that is wrong, without values', () => {
    const error = failureOf('{"overall_drift": "secret", "findings": [{"column": "fee"}]}');
    expect(error.code).toBe('E_DRIFT_REPORT_INVALID');
    expect(error.details.map(({ file, field }) => [file, field])).toEqual([
      ['d.json', 'overall_drift'],
      ['d.json', 'findings[0].finding']
    ]);
    expect(JSON.stringify([error.message, error.details])).not.toContain('secret');
    expect(failureOf('[]').details).toHaveLength(1);
    expect(failureOf('{}').details[0]?.field).toBe('overall_drift');
  });
});
