import { expect, test } from '@jest/globals';
import { redact } from '../../src/redact/redact.ts';

const glue = (...parts: readonly string[]): string => parts.join('');

/** Texts of one piece repeated: what the rules look for, without its end. */
const HOSTILE = [
  'a@',
  '@a',
  'a@a.1',
  '%40',
  'a%40',
  '[at]',
  '&commat;',
  '"',
  '"a',
  '\\"',
  'a at b ',
  '//',
  '//a:b',
  '//a:',
  'BEGIN ',
  '-----BEGIN ',
  '-----BEGIN A-----',
  'key=key=',
  'password=',
  'password ',
  'password:"',
  'auth=',
  'secret=[',
  'token ',
  'Bearer ',
  'Basic ',
  'Digest a=',
  'K key ',
  'a=',
  'a:',
  '<',
  '--a ',
  'aB3',
  'aB3/',
  'Z9',
  'eyJ',
  'eyJa.',
  'a.',
  glue('AK', 'IA'),
  'EAA',
  's.',
  'SG.',
  'M',
  'key-',
  glue('gl', 'pat-'),
  'deadbeef',
  '0af7',
  '1',
  '1 ',
  '1-',
  '1/1',
  '+4',
  '00 4',
  '0 1',
  '(0',
  'DE12',
  'A1B2 ',
  '_',
  '-',
  '/',
  '=',
  '[',
  '{',
  '\u200b',
  'a\u200b',
  'é',
  'а',
  '＠'
];

test.each(HOSTILE.map(piece => [piece]))(
  'redact() takes linear time on a megabyte of %j',
  piece => {
    const timeOf = (length: number): number => {
      const text = piece.repeat(Math.ceil(length / piece.length));
      const started = performance.now();
      redact(text);
      return performance.now() - started;
    };
    timeOf(20_000);
    // Ten times the text. What is under a millisecond is rounded up to it, because it tells nothing.
    const small = Math.max(1, timeOf(100_000), timeOf(100_000));
    expect(timeOf(1_000_000) / small).toBeLessThan(45);
  }
);
