import { describe, expect, test } from '@jest/globals';
import { createMlflowClient, isTaken, isUnknown } from '../../src/mlflow/index.ts';
import { serverFromEnvironment } from '../../src/mlflow/environment.ts';

interface Sent {
  readonly method: string;
  readonly url: URL;
  readonly body: unknown;
  readonly headers: Record<string, string>;
}
type Answer = Response | Error;

/** A server whose answers are given one by one; the last stays. */
function scripted(...answers: (() => Answer)[]) {
  const sent: Sent[] = [];
  const waits: number[] = [];
  const client = createMlflowClient({
    url: 'http://ann:secret@mlflow.example/base/',
    retries: 3,
    system: {
      random: () => 1,
      sleep(ms) {
        waits.push(ms);
        return Promise.resolve();
      },
      fetch(url, init) {
        const body =
          typeof init?.body === 'string' ? (JSON.parse(init.body) as unknown) : init?.body;
        sent.push({
          method: init?.method ?? 'GET',
          url: new URL(url),
          body,
          headers: init?.headers as Record<string, string>
        });
        const answer = (answers.length > 1 ? answers.shift()! : answers[0]!)();
        return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
      }
    }
  });
  return { client, sent, waits };
}

const json =
  (value: unknown, status = 200, headers: Record<string, string> = {}) =>
  (): Response =>
    new Response(JSON.stringify(value), { status, headers });
const fault = (code: string) => (): Error =>
  new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) });

async function failure(
  promise: Promise<unknown>
): Promise<{ code: string; message: string; hint: string }> {
  return promise.then(
    () => {
      throw new Error('it did not fail');
    },
    (error: unknown) => error as { code: string; message: string; hint: string }
  );
}

const RUN = { run: { info: { run_id: 'r1', experiment_id: '1', status: 'RUNNING' } } };

describe('a call', () => {
  test('has its method, path, query and body', async () => {
    const { client, sent } = scripted(
      json(RUN),
      json({}),
      json({ model: { info: { model_id: 'm-1', experiment_id: '1' } } })
    );
    await client.call('getRun', { run_id: 'r 1' });
    await client.call('deleteAlias', { name: 'loan', alias: 'champion' });
    await client.call('finishLoggedModel', { model_id: 'm-1', status: 'LOGGED_MODEL_READY' });
    expect(sent.map(({ method, url }) => `${method} ${url.pathname}${url.search}`)).toEqual([
      'GET /base/api/2.0/mlflow/runs/get?run_id=r+1',
      'DELETE /base/api/2.0/mlflow/registered-models/alias',
      'PATCH /base/api/2.0/mlflow/logged-models/m-1'
    ]);
    expect(sent[1]!.body).toEqual({ name: 'loan', alias: 'champion' });
    expect(sent[2]!.body).toEqual({ model_id: 'm-1', status: 'LOGGED_MODEL_READY' });
  });

  test('fills in what MLflow leaves out, and keeps what it adds', async () => {
    const { client } = scripted(
      json({ run: { info: { ...RUN.run.info, start_time: '17', workspace: 'w' } } })
    );
    const { run } = await client.call('getRun', { run_id: 'r1' });
    expect(run.data).toEqual({ metrics: [], params: [], tags: [] });
    expect(run.info).toMatchObject({ start_time: 17, workspace: 'w' });
  });

  test('reads and writes numbers that JSON does not have', async () => {
    const metrics = [
      { key: 'loss', value: 'NaN', timestamp: 1, step: 2 },
      { key: 'loss', value: 'Infinity', timestamp: 1 }
    ];
    const { client, sent } = scripted(json({}), json({ metrics }));
    await client.log('r1', { metrics: [{ key: 'loss', value: NaN, timestamp: 1, step: 0 }] });
    expect(sent[0]!.body).toMatchObject({ metrics: [{ value: 'NaN' }] });
    expect(await client.metricHistory('r1', 'loss')).toMatchObject([
      { value: Infinity, step: 0 },
      { value: NaN, step: 2 }
    ]);
  });

  test('refuses an answer that is not MLflow’s', async () => {
    const { client } = scripted(() => new Response('<html>Log in</html>'));
    const { code, message } = await failure(client.call('getRun', { run_id: 'r1' }));
    expect(code).toBe('E_REGISTRY_UNAVAILABLE');
    expect(message).toBe(
      'Cannot get run of "r1": http://mlflow.example/base does not answer as MLflow does'
    );
  });
});

describe('what can pass is tried again', () => {
  test('with growing waits, a read as often as is asked', async () => {
    const { client, sent, waits } = scripted(
      json({}, 503),
      fault('ECONNRESET'),
      json({}, 500),
      json(RUN)
    );
    await client.call('getRun', { run_id: 'r1' });
    expect(sent).toHaveLength(4);
    expect(waits).toEqual([250, 500, 1000]);
  });

  test('when the server says, where it says', async () => {
    const { client, waits } = scripted(json({}, 429, { 'retry-after': '2' }), json(RUN));
    await client.call('getRun', { run_id: 'r1' });
    expect(waits).toEqual([2000]);
  });

  test('but nothing is created twice: only where the server did nothing', async () => {
    const lost = scripted(fault('ECONNRESET'));
    expect((await failure(lost.client.call('createRun', { experiment_id: '1' }))).code).toBe(
      'E_REGISTRY_UNAVAILABLE'
    );
    expect(lost.sent).toHaveLength(1);
    const refused = scripted(fault('ECONNREFUSED'), json({}, 503), json(RUN));
    await refused.client.call('createRun', { experiment_id: '1' });
    expect(refused.sent).toHaveLength(3);
  });

  test('and what stays wrong is said after the last attempt', async () => {
    const { client, sent } = scripted(json({ error_code: 'INTERNAL_ERROR', message: 'disk' }, 500));
    const { code, message } = await failure(client.call('getRun', { run_id: 'r1' }));
    expect([code, message]).toEqual([
      'E_REGISTRY_UNAVAILABLE',
      'Cannot get run of "r1": http://mlflow.example/base failed (disk)'
    ]);
    expect(sent).toHaveLength(4);
  });
});

describe('a refusal', () => {
  test.each([
    [401, {}, 'E_REGISTRY_REFUSED', /asks for a login/],
    [
      403,
      { error_code: 'PERMISSION_DENIED', message: 'no' },
      'E_REGISTRY_REFUSED',
      /does not allow it \(no\)/
    ],
    [
      404,
      { error_code: 'RESOURCE_DOES_NOT_EXIST', message: 'Run not found' },
      'E_REGISTRY_UNKNOWN',
      /Run not found/
    ],
    [404, {}, 'E_REGISTRY_UNAVAILABLE', /answered with status 404, and not as MLflow does/],
    [400, { error_code: 'INVALID_PARAMETER_VALUE', message: 'bad' }, 'E_REGISTRY_INVALID', /bad/]
  ])('%i %j is %s', async (status, body, code, message) => {
    const { client, sent } = scripted(json(body, status));
    const error = await failure(client.call('getRun', { run_id: 'r1' }));
    expect(error.code).toBe(code);
    expect(error.message).toMatch(message);
    expect(JSON.stringify([error.message, error.hint])).not.toContain('secret');
    expect(sent).toHaveLength(1);
  });

  test('is recognised as unknown, for an alias too, or as taken', async () => {
    const unknown = async (status: number, error_code: string, message: string): Promise<boolean> =>
      isUnknown(
        await failure(
          scripted(json({ error_code, message }, status)).client.call('getRun', { run_id: 'r' })
        )
      );
    expect(await unknown(404, 'RESOURCE_DOES_NOT_EXIST', 'x')).toBe(true);
    expect(
      await unknown(400, 'INVALID_PARAMETER_VALUE', 'Registered model alias nobody not found.')
    ).toBe(true);
    expect(await unknown(400, 'INVALID_PARAMETER_VALUE', 'Invalid value')).toBe(false);
    const taken = scripted(json({ error_code: 'RESOURCE_ALREADY_EXISTS' }, 400));
    expect(isTaken(await failure(taken.client.call('createExperiment', { name: 'x' })))).toBe(true);
  });
});

describe('more than one call', () => {
  test('log() keeps to the limits of a batch, and sends everything', async () => {
    const { client, sent } = scripted(json({}));
    const pairs = (n: number) =>
      Array.from({ length: n }, (_, i) => ({ key: `k${i}`, value: 'v' }));
    const metrics = Array.from({ length: 2500 }, (_, i) => ({
      key: 'm',
      value: i,
      timestamp: 1,
      step: i
    }));
    await client.log('r1', { params: pairs(250), tags: pairs(120), metrics });
    const bodies = sent.map(
      ({ body }) => body as { params: unknown[]; tags: unknown[]; metrics: unknown[] }
    );
    for (const { params, tags, metrics: some } of bodies) {
      expect(params.length).toBeLessThanOrEqual(100);
      expect(tags.length).toBeLessThanOrEqual(100);
      expect(params.length + tags.length + some.length).toBeLessThanOrEqual(1000);
    }
    expect(bodies.flatMap(({ params }) => params)).toHaveLength(250);
    expect(bodies.flatMap(({ tags }) => tags)).toHaveLength(120);
    expect(bodies.flatMap(({ metrics: some }) => some)).toEqual(metrics);
  });

  test('searchRuns() follows the pages', async () => {
    const { client, sent } = scripted(
      json({ runs: [RUN.run], next_page_token: 'two' }),
      json({ runs: [RUN.run] })
    );
    const found = [];
    for await (const run of client.searchRuns({ experiment_ids: ['1'] })) found.push(run);
    expect(found).toHaveLength(2);
    expect(sent[1]!.body).toMatchObject({ page_token: 'two', experiment_ids: ['1'] });
  });

  test('ensureExperiment() takes the one that another process created meanwhile', async () => {
    const experiment = { experiment_id: '7', name: 'loan' };
    const { client } = scripted(
      json({ error_code: 'RESOURCE_DOES_NOT_EXIST' }, 404),
      json({ error_code: 'RESOURCE_ALREADY_EXISTS' }, 400),
      json({ experiment })
    );
    expect(await client.ensureExperiment('loan')).toMatchObject(experiment);
  });
});

describe('artifacts', () => {
  const ROOT = 'mlflow-artifacts:/1/r1/artifacts';

  test('go through the proxy, byte for byte', async () => {
    const bytes = Uint8Array.of(0, 255, 10);
    const { client, sent } = scripted(json({}), () => new Response(bytes));
    await client.putArtifact(ROOT, 'a/b c.bin', bytes);
    expect(await client.getArtifact(ROOT, 'a/b c.bin')).toEqual(bytes);
    const path = '/base/api/2.0/mlflow-artifacts/artifacts/1/r1/artifacts/a/b%20c.bin';
    expect(sent.map(({ method, url }) => `${method} ${url.pathname}`)).toEqual([
      `PUT ${path}`,
      `GET ${path}`
    ]);
    expect(sent[0]!.body).toBe(bytes);
  });

  test.each(['../x', 'a/../../x', 'a\\b', './x'])('never leave their folder: %s', async path => {
    const { client, sent } = scripted(json({}));
    expect((await failure(client.putArtifact(ROOT, path, new Uint8Array(1)))).code).toBe(
      'E_REGISTRY_INVALID'
    );
    expect(sent).toEqual([]);
  });

  test('that do not go through the proxy are refused', async () => {
    const { client } = scripted(json({}));
    expect((await failure(client.getArtifact('s3://bucket/x', 'y'))).message).toContain(
      'do not go through its proxy'
    );
  });
});

describe('serverFromEnvironment()', () => {
  test.each([
    [{ MLFLOW_TRACKING_TOKEN: 't' }, 'Bearer t'],
    [
      { MLFLOW_TRACKING_USERNAME: 'ann', MLFLOW_TRACKING_PASSWORD: 'pä' },
      `Basic ${Buffer.from('ann:pä').toString('base64')}`
    ],
    [{}, undefined]
  ])('%j', (env, authorization) => {
    const server = serverFromEnvironment({ MLFLOW_TRACKING_URI: 'https://host:5000/x/', ...env });
    expect(server).toEqual({ url: 'https://host:5000/x', authorization });
  });

  test('takes user and password out of the address', () => {
    const { url, authorization } = serverFromEnvironment({
      MLFLOW_TRACKING_URI: 'http://ann:a%40b@host/'
    });
    expect(url).toBe('http://host');
    expect(authorization).toBe(`Basic ${Buffer.from('ann:a@b').toString('base64')}`);
  });

  test.each(['', 'mlruns', 'sqlite:///x.db', 'ftp://host'])(
    'refuses "%s" without repeating it',
    uri => {
      expect(() => serverFromEnvironment({ MLFLOW_TRACKING_URI: uri })).toThrow(
        /it is not an http or https address/
      );
    }
  );
});
