import { describe, expect, test } from '@jest/globals';
import { present } from '../src/present.ts';

describe('present()', () => {
  test('drops the keys that are undefined and keeps the order of the others', () => {
    const values: { b: number; a: string | undefined; c: null } = { b: 1, a: undefined, c: null };
    const kept: { b: number; a?: string; c: null } = present(values);
    expect(JSON.stringify(kept)).toBe('{"b":1,"c":null}');
    expect(Object.hasOwn(kept, 'a')).toBe(false);
  });

  test('keeps what is false, zero or empty', () => {
    expect(present({ no: false, zero: 0, empty: '' })).toEqual({ no: false, zero: 0, empty: '' });
  });
});
