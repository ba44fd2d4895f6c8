import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { ROOT } from './support/processes.ts';

const { load } = createRequire(join(ROOT, 'packages/core/package.json'))('js-yaml') as {
  load: (text: string) => unknown;
};

interface Service {
  readonly build: { readonly context: string; readonly dockerfile: string };
  readonly image: string;
  readonly command: readonly string[];
  readonly user?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly volumes: readonly string[];
  readonly read_only: boolean;
  readonly cap_drop: readonly string[];
  readonly cap_add?: readonly string[];
  readonly security_opt: readonly string[];
}

async function readCompose(): Promise<Readonly<Record<string, Service>>> {
  const text = await readFile(join(ROOT, 'docker-compose.yml'), 'utf8');
  return (load(text) as { services: Record<string, Service> }).services;
}

test('compose leaves the audit log in ./audit_logs, where the user of the image may write', async () => {
  const image = await readFile(join(ROOT, 'docker/Dockerfile'), 'utf8');
  const auditDir = /ESPALIER_AUDIT_DIR=(\S+)/.exec(image)![1]!;
  const user = /^USER (\d+:\d+)$/m.exec(image)![1]!;
  const { 'audit-folder': folder, api } = await readCompose();
  expect(api!.volumes).toContain(`./audit_logs:${auditDir}`);
  expect(api).not.toHaveProperty('user');
  expect(api!.depends_on).toEqual({
    'audit-folder': { condition: 'service_completed_successfully' }
  });
  const [host, inside] = folder!.volumes[0]!.split(':');
  expect([host, folder!.command]).toEqual(['./audit_logs', ['chown', '-R', user, inside]]);
  expect([folder!.user, folder!.cap_add]).toEqual(['0:0', ['CHOWN']]);
});

test('both containers are built from the Dockerfile and have no privileges to spare', async () => {
  for (const service of Object.values(await readCompose())) {
    expect(service).toMatchObject({
      build: { context: '.', dockerfile: 'docker/Dockerfile' },
      image: 'espalier:latest',
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true']
    });
  }
});

test('its model and its variables are those of the command', async () => {
  const { api } = await readCompose();
  const bundle = api!.environment!['ESPALIER_BUNDLE']!;
  expect(api!.volumes).toContain(`./data/risk_triad:${bundle}:ro`);
  expect(await readFile(join(ROOT, 'data/risk_triad/model_manifest.json'), 'utf8')).toContain(
    'model_manifest_v1'
  );
  expect(api!.environment).toHaveProperty('ESPALIER_ADMIN_TOKEN', '${ESPALIER_ADMIN_TOKEN:-}');
});
