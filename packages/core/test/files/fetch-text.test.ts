import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { fetchText, isUrl, shownUrl } from '../../src/files/fetch-text.ts';

let server: Server;
let url = '';
let asked: { method: string | undefined; authorization: string | undefined; body: string };

beforeAll(async () => {
  server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const { authorization } = request.headers;
      asked = { method: request.method, authorization, body: Buffer.concat(parts).toString() };
      if (request.url === '/late') return;
      if (request.url === '/moved') response.writeHead(307, { location: '/' });
      if (request.url?.startsWith('/closed') === true) response.writeHead(403);
      if (request.url === '/cut') {
        response.writeHead(200, { 'content-length': '100' });
        response.write('half');
        response.destroy();
        return;
      }
      response.end('grüezi');
    });
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

describe('fetchText()', () => {
  test('gives the text; a token and a body are sent', async () => {
    expect(await fetchText(`${url}/`, { timeoutMs: 2000 })).toBe('grüezi');
    expect(asked).toEqual({ method: 'GET', authorization: undefined, body: '' });
    await fetchText(url, { timeoutMs: 2000, token: 't', method: 'POST', body: { a: 1 } });
    expect(asked).toEqual({ method: 'POST', authorization: 'Bearer t', body: '{"a":1}' });
  });

  test.each([
    ['/closed?key=secret', 'the server answered 403'],
    ['/moved', 'no connection'],
    ['/cut', 'no connection'],
    ['/late', 'no answer within 300 ms']
  ])('%s is a failure that tells no secret', async (path, why) => {
    await expect(fetchText(`${url}${path}`, { timeoutMs: 300 })).rejects.toMatchObject({
      code: 'E_SOURCE_UNAVAILABLE',
      message: `Cannot read "${url}${path.split('?')[0]!}": ${why}`
    });
  });

  test('ends with a signal', async () => {
    const stop = new AbortController();
    const asking = fetchText(`${url}/late`, { timeoutMs: 5000, signal: stop.signal });
    stop.abort();
    await expect(asking).rejects.toMatchObject({ code: 'E_SOURCE_UNAVAILABLE' });
  });
});

test('shownUrl() leaves out what may be secret', () => {
  expect(shownUrl('https://me:pass@example.com:8443/a/b?token=x#y')).toBe(
    'https://example.com:8443/a/b'
  );
  expect(shownUrl('http://')).toBe('the address');
});

test.each([
  ['http://a', true],
  ['HTTPS://a', true],
  ['ftp://a', false],
  ['data/http.csv', false]
])('isUrl(%s) is %s', (text, expected) => {
  expect(isUrl(text)).toBe(expected);
});
