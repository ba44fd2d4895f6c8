import { describe, expect, test } from '@jest/globals';
import { readId, readIdHeader } from '../../src/identity/request-id.ts';
import { createIdHash } from '../../src/io/crypto.ts';

const hash = createIdHash('a key');
const read = (id: unknown): string | undefined => readId(id, hash);

describe('readId()', () => {
  test.each([
    'r-1',
    '0af7651916cd43dd8448eb211c80319c',
    '01ARZ3NDEKTSV4RRFFQ69G5FAV',
    '1541815603606036480',
    '1710325800123',
    '20240313103000',
    '2024-03-13T10:30:00+01:00',
    '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    'pod/api-7d4b9c6f8d-x2x9z',
    'two words'
  ])('gives %j back as it is', id => {
    expect(read(id)).toBe(id);
  });

  test.each([undefined, null, 7, {}, '', '   ', '\u200b', '\n'])('finds no id in %j', id => {
    expect(read(id)).toBeUndefined();
  });

  test('replaces an id that holds a secret by a hash of the whole id', () => {
    const ids = ['mail jane@example.org 1', 'mail jane@example.org 2', 'password=hunter2'];
    const hashes = ids.map(read);
    expect(hashes.every(id => /^redacted-[0-9a-f]{16}$/.test(id!))).toBe(true);
    expect(new Set(hashes).size).toBe(3);
    expect(ids.map(read)).toEqual(hashes);
  });

  test('the hash depends on the key', () => {
    expect(readId('a@example.org', createIdHash('another key'))).not.toBe(read('a@example.org'));
  });

  test.each([
    ['the rest of a long id is cut', 'x'.repeat(300), 'x'.repeat(128)],
    ['blanks at the ends are cut', '  a b  ', 'a b'],
    ['what cannot be seen is removed', 'r\u200b-\u00001\n', 'r-1'],
    ['other letters are written as in a URL', 'заказ-1', '%D0%B7%D0%B0%D0%BA%D0%B0%D0%B7-1']
  ])('%s', (_what, id, expected) => {
    expect(read(id)).toBe(expected);
  });

  test.each([
    ['behind what is shown', `${'x '.repeat(62)}a jane.doe@example.org`],
    ['that appears once a line break is gone', ['AK', 'IAIOSFODNN\n7EXAMPLE'].join('')],
    ['with an invisible sign', 'jane\u200b@example.org'],
    ['in full-width letters', 'ｊａｎｅ＠ｅｘａｍｐｌｅ．ｏｒｇ']
  ])('finds a secret %s', (_what, id) => {
    expect(read(id)).toMatch(/^redacted-/);
  });
});

describe('readIdHeader()', () => {
  test('reads UTF-8, and Latin-1 where it is not that', () => {
    const header = (bytes: Buffer): string | undefined =>
      readIdHeader({ 'x-request-id': bytes.toString('latin1') }, []);
    expect(header(Buffer.from('größe-1'))).toBe('größe-1');
    expect(header(Buffer.from('größe-1', 'latin1'))).toBe('größe-1');
  });

  test('an id sent twice is none, one with a comma is one', () => {
    const twice = ['X-Request-Id', 'a', 'x-request-id', 'b'];
    expect(readIdHeader({ 'x-request-id': 'a, b' }, twice)).toBeUndefined();
    expect(readIdHeader({ 'x-request-id': 'a, b' }, twice.slice(2))).toBe('a, b');
  });
});
