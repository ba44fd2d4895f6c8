import { describe, expect, test } from '@jest/globals';
import {
  EspalierError,
  type FailureCode,
  FAILURES,
  formatProblem,
  isSystemError
} from '../src/errors.ts';

describe('EspalierError', () => {
  test.each(Object.keys(FAILURES) as FailureCode[])('%s has its status and exit code', code => {
    const error = new EspalierError(code, 'message', 'hint');
    expect(error.status).toBe(FAILURES[code].status);
    expect(error.exitCode).toBe(FAILURES[code].exit);
  });

  test('keeps message, hint, details and cause', () => {
    const cause = new Error('theirs');
    const details = [{ row: 1, problem: 'missing' }];
    const error = new EspalierError('E_FIELD_MISSING', 'ours', 'do this', { details, cause });
    expect(error).toMatchObject({ name: 'EspalierError', message: 'ours', hint: 'do this' });
    expect(error.details).toBe(details);
    expect(error.cause).toBe(cause);
  });

  test('has no cause and no details unless it is given them', () => {
    const error = new EspalierError('E_USAGE', 'ours', 'do this');
    expect('cause' in error).toBe(false);
    expect(error.details).toEqual([]);
  });
});

describe('FAILURES', () => {
  test.each(Object.entries(FAILURES))(
    '%s: an error status, an exit code of the table',
    (code, f) => {
      expect(code).toMatch(/^E_[A-Z]+(_[A-Z]+)*$/);
      expect(f.status).toBeGreaterThanOrEqual(400);
      expect(f.status).not.toBe(422);
      expect([1, 2, 3, 65, 66]).toContain(f.exit);
    }
  );
});

describe('formatProblem()', () => {
  test.each([
    [{ problem: 'empty' }, 'empty'],
    [{ field: 'age', problem: 'empty' }, 'age: empty'],
    [{ row: 0, field: 'age', problem: 'missing' }, 'row 0, age: missing'],
    [{ line: 3, problem: '2 fields' }, 'line 3: 2 fields'],
    [{ file: 'a.csv', problem: 'odd' }, 'a.csv: odd'],
    [
      {
        file: 'a.csv',
        line: 12,
        field: 'age',
        problem: 'not a number',
        expected: 'a finite number'
      },
      'a.csv:12, age: not a number; expected a finite number'
    ],
    [{ file: 'a.parquet', row: 4, field: 'age', problem: 'empty' }, 'a.parquet, row 4, age: empty']
  ])('of %j is %j', (problem, text) => {
    expect(formatProblem(problem)).toBe(text);
  });
});

describe('isSystemError()', () => {
  const missing = Object.assign(new Error('gone'), { code: 'ENOENT' });

  test.each([
    ['any code', missing, [], true],
    ['one of the codes', missing, ['EACCES', 'ENOENT'], true],
    ['another code', missing, ['EACCES'], false],
    ['no code at all', new Error('plain'), [], false],
    ['a code that is no text', Object.assign(new Error('odd'), { code: 7 }), [], false],
    ['no error', 'ENOENT', [], false],
    ['nothing', null, [], false]
  ])('with %s', (_, error, codes, expected) => {
    expect(isSystemError(error, ...codes)).toBe(expected);
  });
});
