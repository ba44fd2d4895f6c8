import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { writeBundle } from '@espalier/bundle';
import { rowSchema } from '../src/models/row-schema.ts';
import { syntheticParts } from '../../../test/support/synthetic.ts';
import { call, post, serveFolders, type Serving } from './support/serving.ts';

const RULES = fileURLToPath(new URL('../../../data/risk_triad', import.meta.url));

interface Operation {
  readonly operationId: string;
  readonly parameters?: { name: string; required?: boolean; example?: string }[];
  readonly security?: unknown;
  readonly requestBody?: {
    description?: string;
    content: Record<string, { example?: unknown }>;
  };
  readonly responses: Record<string, unknown>;
}

interface Document {
  readonly openapi: string;
  readonly servers: unknown;
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: { schemas: Record<string, { properties?: Record<string, unknown> }> };
}

let folder: string;
let serving: Serving;
let document: Document;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'espalier-openapi-'));
  const parts = syntheticParts();
  await writeBundle(join(folder, 'rows'), parts, {});
  const spec = { ...parts.spec, name: 'single', serve: { contract: 'instances' as const } };
  await writeBundle(join(folder, 'single'), { ...parts, spec }, {});
  serving = await serveFolders([join(folder, 'rows'), join(folder, 'single'), RULES]);
  document = (await call(serving, '/openapi.json')).json as Document;
});

afterAll(async () => {
  await serving.close();
  await rm(folder, { recursive: true, force: true });
});

test('is OpenAPI 3.1, with every model typed by its spec', () => {
  expect(document.openapi).toBe('3.1.0');
  const { schemas } = document.components;
  expect(schemas['Row.synthetic']!.properties).toMatchObject({
    cat_plan: { enum: ['basic', 'pro', 'team', null] },
    num_age: {
      type: ['number', 'null'],
      description: expect.stringMatching(/^An integer;.*18 to 90/) as unknown
    }
  });
  expect(Object.keys(schemas)).toEqual(
    expect.arrayContaining(['Row.single', 'Row.risk_triad_classifier'])
  );
});

test('every reference resolves and every operation has a name of its own', () => {
  const text = JSON.stringify(document);
  for (const [, name] of text.matchAll(/"#\/components\/schemas\/([^"]+)"/g))
    expect(Object.keys(document.components.schemas)).toContain(name);
  const ids = Object.values(document.paths).flatMap(methods =>
    Object.values(methods).map(({ operationId }) => operationId)
  );
  expect(new Set(ids).size).toBe(ids.length);
});

test('every example is answered with 200, every GET with a status that is described', async () => {
  for (const [path, methods] of Object.entries(document.paths))
    for (const [method, operation] of Object.entries(methods)) {
      const body = operation.requestBody?.content['application/json']?.example;
      const required = (operation.parameters ?? []).filter(({ required }) => required === true);
      const headers = Object.fromEntries(
        required.map(({ name, example }) => [name, example ?? ''])
      );
      const answer =
        method === 'get'
          ? await call(serving, path)
          : await post(serving, path, body ?? '', headers);
      expect({ path, status: String(answer.status) }).toEqual({
        path,
        status: body !== undefined || method === 'get' ? '200' : expect.stringMatching(/^[24]00$/)
      });
      expect(Object.keys(operation.responses)).toContain(String(answer.status));
    }
});

describe('what generators and linters need', () => {
  const scoring = (): [string, Operation][] =>
    Object.entries(document.paths).flatMap(([path, { post: operation }]) =>
      operation?.requestBody === undefined ? [] : [[path, operation]]
    );

  test('a server, and on every operation whether it asks for a token', () => {
    expect(document.servers).toEqual([{ url: '/' }]);
    for (const [path, methods] of Object.entries(document.paths))
      for (const { security, responses } of Object.values(methods)) {
        const isAdmin = /\/(reload|metrics|profile|monitor)$/.test(path);
        expect([path, security]).toEqual([path, isAdmin ? [{ admin: [] }, {}] : []]);
        expect('401' in responses).toBe(isAdmin);
      }
  });

  test('the token is not optional where one is set', async () => {
    const closed = await serveFolders([RULES], { change: { adminToken: 'secret' } });
    const { json } = await call(closed, '/openapi.json');
    await closed.close();
    const { security } = (json as Document).paths['/metrics']!['get']!;
    expect(security).toEqual([{ admin: [] }]);
  });

  test('bodies are required, and may be packed', () => {
    for (const [path, { requestBody }] of scoring())
      expect([path, requestBody]).toMatchObject([path, { required: true }]);
    expect(document.paths['/predict']!['post']!.requestBody!.description).toContain('gzip');
  });

  test('the body of /monitor may be left out where the server has files', async () => {
    const monitor = { metricsHistory: 'history.jsonl', driftReport: 'report.json' };
    const planning = await serveFolders([RULES], { change: { monitor } });
    const { json } = await call(planning, '/openapi.json');
    await planning.close();
    const { requestBody } = (json as Document).paths['/monitor']!['post']!;
    expect(requestBody).toMatchObject({ required: false });
  });

  test('outputs by name, tensors as bytes', () => {
    const { requestBody, responses } = document.paths['/v2/models/synthetic/infer']!['post']!;
    expect(requestBody!.content['application/json']).toMatchObject({
      schema: {
        properties: {
          outputs: { items: { properties: { name: { enum: ['probability', 'class'] } } } }
        }
      }
    });
    expect(Object.keys(requestBody!.content)).toContain('application/octet-stream');
    expect(responses['200']).toMatchObject({ content: { 'application/octet-stream': {} } });
  });

  test('the example of CSV is answered', async () => {
    const csv = document.paths['/invocations']!['post']!.requestBody!.content['text/csv']!;
    const { status } = await call(serving, '/invocations', {
      method: 'POST',
      headers: { 'content-type': 'text/csv' },
      body: csv.example as string
    });
    expect([status, csv]).toMatchObject([200, { schema: { minLength: 1 } }]);
  });
});

test('a model has a document of its own', async () => {
  const { json } = await call(serving, '/models/single/openapi.json');
  expect(Object.keys((json as Document).paths)).toContain('/models/single/predict/batch');
  expect(JSON.stringify(json)).not.toContain('risk_triad');
});

describe('/docs', () => {
  test('is a page whose script and style come from this server, and nothing from elsewhere', async () => {
    const { status, headers, text } = await call(serving, '/docs');
    expect(status).toBe(200);
    expect(headers.get('content-type')).toContain('text/html');
    const policy = headers.get('content-security-policy');
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
    expect(policy).not.toContain('unsafe');
    expect(text).not.toMatch(/https?:\/\/(?!127)|<style|<script>| on\w+=| style=/);
    for (const [path, type] of [
      ['/docs/style.css', 'text/css'],
      ['/docs/try.js', 'text/javascript']
    ]) {
      expect(text).toContain(`"${path!}"`);
      const asset = await call(serving, path!);
      expect([asset.status, asset.headers.get('content-type')]).toEqual([
        200,
        expect.stringContaining(type!)
      ]);
      expect(asset.text).not.toMatch(/https?:|eval|Function\(/);
    }
  });

  test('has a section for each model, with curl against this host', async () => {
    const { text } = await call(serving, '/docs');
    for (const name of ['synthetic', 'single', 'risk_triad_classifier', 'server'])
      expect(text).toContain(`<section id="${name}">`);
    expect(text).toContain(`curl -X POST '${serving.url}/models/single/predict/batch'`);
    expect(text).toContain('basic, pro, team');
  });
});

test('every example comes with the answer that the model gives to it', async () => {
  const { predictions } = answerOf('/predict') as { predictions: unknown };
  const request = document.paths['/predict']!['post']!.requestBody!.content['application/json'];
  const { json } = await post(serving, '/predict', request!.example);
  expect(json).toMatchObject({ predictions });
  const scoring = Object.entries(document.paths).filter(
    ([path, { post: operation }]) => operation?.requestBody !== undefined && path !== '/monitor'
  );
  expect(scoring.length).toBeGreaterThan(9);
  for (const [path] of scoring) expect(answerOf(path)).toEqual(expect.any(Object));
});

function answerOf(path: string): unknown {
  const { 200: ok } = document.paths[path]!['post']!.responses as Record<
    string,
    { content: Record<string, { example?: unknown }> }
  >;
  return ok!.content['application/json']!.example;
}

describe('rowSchema()', () => {
  const { spec, profile } = syntheticParts();
  const properties = (changed: typeof spec) =>
    rowSchema(changed, profile)['properties'] as Record<string, Record<string, unknown>>;

  test('shows rounded aggregates of numbers', () => {
    const { num_income: income } = properties(spec);
    expect(income!['description']).toMatch(/median [\d.]+, 10% below [\d.]+, 10% above [\d.]+/);
    expect(income!['examples']).toEqual([expect.any(Number)]);
  });

  test('shows nothing of private columns', () => {
    const features = Object.fromEntries(
      Object.entries(spec.features).map(([name, feature]) => [name, { ...feature, private: true }])
    );
    for (const schema of Object.values(properties({ ...spec, features })))
      expect(Object.keys(schema)).toEqual(['type']);
  });
});

test('security headers are on every answer, and nothing names what it runs on', async () => {
  for (const answer of [await call(serving, '/health'), await post(serving, '/predict', [])]) {
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('x-powered-by')).toBeNull();
  }
});

test('the version that it tells is that of the package', async () => {
  const manifest = JSON.parse(
    readFileSync(new URL('../package.json', import.meta.url), 'utf8')
  ) as { version: string };
  expect((await call(serving, '/version')).text).toBe(manifest.version);
});
