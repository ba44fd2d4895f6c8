import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseJson, parsePythonJson } from '../../src/contracts/parse-json.ts';

describe('parsePythonJson()', () => {
  test.each<[string, unknown]>([
    ['NaN', null],
    ['[1,NaN, -Infinity,Infinity]', [1, null, -Infinity, Infinity]],
    ['{"a":NaN,"NaN":"NaN Infinity","b\\"":NaN}', { a: null, NaN: 'NaN Infinity', 'b"': null }],
    ['["\\\\",NaN,"\\\\\\"NaN"]', ['\\', null, '\\"NaN']],
    ['{"a":1}', { a: 1 }]
  ])('%s', (text, value) => {
    expect(parsePythonJson(text)).toEqual(value);
  });

  test.each([
    'nan',
    'NAN',
    '-NaN',
    'NaN1',
    '[NaN',
    '{NaN:1}',
    '"NaN',
    'undefined',
    '+Infinity',
    ''
  ])('%s is not JSON', text => {
    expect(() => parsePythonJson(text)).toThrow('it is not JSON');
  });

  test('leaves strings alone, whatever they hold', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string(), fc.constantFrom('NaN', '"', '\\'))), texts => {
        const body = `[${[...texts.map(text => JSON.stringify(text)), 'NaN'].join(',')}]`;
        expect(parsePythonJson(body)).toEqual([...texts, null]);
      })
    );
  });

  test('takes linear time on hostile text', () => {
    for (const part of ['"', '\\"', '"\\', 'NaN', 'Infinit', '"NaN']) {
      const started = performance.now();
      expect(() => parsePythonJson(`[${part.repeat(1_000_000)} NaN`)).toThrow('not JSON');
      expect(performance.now() - started).toBeLessThan(3000);
    }
  });
});

describe('parseJson()', () => {
  test('says that NaN is the reason only where it is', () => {
    expect(() => parseJson('[{"a":NaN}]')).toThrow('NaN and Infinity are not JSON');
    expect(() => parseJson('[{"a":-Infinity}]')).toThrow('NaN and Infinity are not JSON');
    expect(() => parseJson('["NaN]')).toThrow('it is not JSON');
    expect(() => parseJson('[NaN')).toThrow('it is not JSON');
  });
});
