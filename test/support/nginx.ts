import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from './processes.ts';

const PLACES = [
  process.env['ESPALIER_NGINX'] ?? '',
  '/usr/sbin/nginx',
  join(ROOT, 'node_modules/.cache/nginx/usr/sbin/nginx')
];

/** A real nginx: one that is installed, or the one that .ci/run unpacked. */
export const nginx: string | undefined = PLACES.find(isThere);

function isThere(path: string): boolean {
  if (path === '' || !existsSync(path)) return false;
  try {
    execFileSync(path, ['-v'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

export interface Proxy {
  readonly url: string;
  readonly close: () => Promise<void>;
}

/** Start nginx in front of a server. `location` are directives besides where to pass requests. */
export async function proxyTo(upstream: string, location: readonly string[]): Promise<Proxy> {
  const folder = await mkdtemp(join(tmpdir(), 'espalier-nginx-'));
  await mkdir(join(folder, 'logs'));
  const port = await freePort();
  const parts = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  await writeFile(
    join(folder, 'nginx.conf'),
    `worker_processes 1; daemon off; pid ${folder}/pid; error_log ${folder}/error.log;
events {}
http {
  access_log off;
  ${parts.map(part => `${part}_temp_path ${folder}/${part};`).join(' ')}
  gzip on; gzip_proxied any; gzip_types application/json; gzip_min_length 1;
  upstream espalier { server ${new URL(upstream).host}; keepalive 8; }
  server {
    listen 127.0.0.1:${port};
    location / { proxy_pass http://espalier; proxy_http_version 1.1; proxy_set_header Connection ""; ${location.join(' ')} }
  }
}
`
  );
  const child = spawn(nginx!, ['-p', folder, '-c', join(folder, 'nginx.conf')], {
    stdio: 'ignore'
  });
  const url = `http://127.0.0.1:${port}`;
  await waitFor(`${url}/healthz`);
  return {
    url,
    async close() {
      await end(child);
      await rm(folder, { recursive: true, force: true });
    }
  };
}

async function end(child: ChildProcess): Promise<void> {
  const ended = new Promise(resolve => child.once('exit', resolve));
  child.kill('SIGTERM');
  await ended;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise(resolve => server.close(resolve));
  return port;
}

async function waitFor(url: string): Promise<void> {
  for (let tries = 0; ; ++tries)
    try {
      await fetch(url);
      return;
    } catch (error) {
      if (tries === 100) throw error;
      await new Promise(resolve => setTimeout(resolve, 50));
    }
}
