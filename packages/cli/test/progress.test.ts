import { describe, expect, test } from '@jest/globals';
import { createProgress, voidProgress } from '../src/progress.ts';
import { fakeIo } from '../../../test/support/fake-io.ts';

describe('createProgress() without a terminal', () => {
  test('writes notes as plain lines, to stderr alone', () => {
    const io = fakeIo();
    const progress = createProgress(io);
    progress.note('reading a.csv');
    progress.note('24000 rows');
    expect(io.err()).toBe('reading a.csv\n24000 rows\n');
    expect(io.out()).toBe('');
  });

  test('writes one line for the steps of something, when it is done', () => {
    const io = fakeIo();
    const progress = createProgress(io);
    for (let done = 1; done <= 5; ++done) progress.step('folds', done, 5);
    expect(io.err()).toBe('folds: 5 of 5\n');
  });
});

test('voidProgress takes everything and says nothing', () => {
  expect(() => {
    voidProgress.note('x');
    voidProgress.step('x', 1, 2);
  }).not.toThrow();
});
