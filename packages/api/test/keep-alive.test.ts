import { mkdtemp, rm } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { writeBundle } from '@espalier/bundle';
import { syntheticParts } from '../../../test/support/synthetic.ts';
import { serveFolders, type Serving, type ServingOptions } from './support/serving.ts';

const BODY = '[{"num_age":40,"num_income":55.5,"cat_plan":"pro","cat_city":"Bern"}]';
const REQUEST = `POST /predict HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: ${BODY.length}\r\n\r\n${BODY}`;

let folder: string;
let serving: Serving | undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'espalier-keep-alive-'));
  await writeBundle(folder, syntheticParts(), {});
});

afterEach(async () => {
  await serving?.close();
  serving = undefined;
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** A connection with what came over it so far, and when it was closed. */
async function open(
  options: ServingOptions
): Promise<{ socket: Socket; text: () => string; closed: Promise<number> }> {
  serving = await serveFolders([folder], options);
  const { port } = serving.server.address() as AddressInfo;
  const socket = connect(port, '127.0.0.1');
  let text = '';
  socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const closed = new Promise<number>(resolve => {
    socket.once('close', () => {
      resolve(performance.now());
    });
  });
  return { socket, text: () => text, closed };
}

const wait = (milliseconds: number): Promise<void> =>
  new Promise(resolve => setTimeout(resolve, milliseconds));

describe('--keep-alive-ms', () => {
  test('an idle connection is kept for longer than headers may take, and serves on', async () => {
    const { socket, text } = await open({ requestTimeoutMs: 500, keepAliveMs: 30_000 });
    socket.write(REQUEST);
    await wait(2500);
    socket.write(REQUEST);
    await wait(500);
    expect(text().match(/HTTP\/1.1 200 OK/g)).toHaveLength(2);
    expect(text()).not.toContain('408');
    expect(text()).toContain('Keep-Alive: timeout=30');
    socket.destroy();
  });

  test('and is closed after it, without a word', async () => {
    const { socket, text, closed } = await open({ keepAliveMs: 300 });
    const started = performance.now();
    socket.write(REQUEST);
    expect((await closed) - started).toBeGreaterThan(290);
    expect(text().match(/HTTP\/1.1/g)).toHaveLength(1);
  });
});
