import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { writeBundle } from '@espalier/bundle';
import { createVerifier } from '../../src/audit/verify.ts';
import { sha256Text } from '../../src/io/crypto.ts';
import { syntheticParts } from '../../../../test/support/synthetic.ts';
import { call, post, serveFolders, type Serving } from '../support/serving.ts';

const RULES = fileURLToPath(new URL('../../../../data/risk_triad', import.meta.url));
const TRACE = '0af7651916cd43dd8448eb211c80319c';
const TRACEPARENT = `00-${TRACE}-b7ad6b7169203331-01`;
const ROW = { num_age: 40, num_income: 55.5, cat_plan: 'pro', cat_city: 'Bern' };
const TRIAD = '/models/risk_triad_classifier/predict';
const INPUTS = [{ id: 'a', text: 'hello' }];

let folder: string;
let serving: Serving;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'espalier-identity-'));
  const parts = syntheticParts();
  await writeBundle(folder, parts, {});
  serving = await serveFolders([folder, RULES]);
});

afterAll(async () => {
  await serving.close();
  await rm(folder, { recursive: true, force: true });
});

/** The last lines of log and audit log. */
async function lastLines(): Promise<{
  log: Record<string, unknown>;
  audit: Record<string, unknown>;
}> {
  const audit = (await serving.audit()).at(-1)!;
  return { log: JSON.parse(serving.lines.at(-1)!) as Record<string, unknown>, audit };
}

describe('the id of a request', () => {
  test.each([
    '0af7651916cd43dd8448eb211c80319c',
    '01HV6Q7Z8Y9X0W1V2U3T4S5R6Q',
    '1541815603606036480',
    '1710325800123'
  ])('%s is the same in answer, header, log and audit log', async id => {
    const { headers, json } = await post(
      serving,
      TRIAD,
      { request_id: id, inputs: INPUTS },
      { 'x-user-email': 'a@b.co' }
    );
    const { log, audit } = await lastLines();
    expect([
      headers.get('x-request-id'),
      (json as { request_id: string }).request_id,
      log['request_id'],
      audit['request_id']
    ]).toEqual([id, id, id, id]);
  });

  test.each<[string, Record<string, string>, string | RegExp]>([
    ['the header', { 'x-request-id': 'r-7', traceparent: TRACEPARENT }, 'r-7'],
    ['the trace', { traceparent: TRACEPARENT, 'x-correlation-id': 'c-1' }, TRACE],
    [
      'the trace of a load balancer',
      { 'x-amzn-trace-id': 'Root=1-67891233-abcdef012345678912345678' },
      '1-67891233-abcdef012345678912345678'
    ],
    ['the correlation', { 'x-correlation-id': 'c-1' }, 'c-1'],
    ['nobody', { traceparent: 'nonsense' }, /^[0-9a-f]{8}-[0-9a-f-]{27}$/]
  ])('comes from %s', async (_source, headers, expected) => {
    const answer = await post(serving, '/predict', [ROW], headers);
    const id = answer.headers.get('x-request-id');
    if (typeof expected === 'string') expect(id).toBe(expected);
    else expect(id).toMatch(expected);
    expect((await lastLines()).audit['request_id']).toBe(id);
  });
});

describe('the trace of a request', () => {
  test('stands in the header of the answer, the log and the audit log', async () => {
    const { headers } = await post(serving, '/predict', [ROW], { traceparent: TRACEPARENT });
    const { log, audit } = await lastLines();
    expect([headers.get('x-trace-id'), log['trace_id'], audit['trace_id']]).toEqual([
      TRACE,
      TRACE,
      TRACE
    ]);
  });

  test('of a refused request, too, and of other routes', async () => {
    const refused = await post(serving, '/predict', 'no json', { traceparent: TRACEPARENT });
    expect(refused.headers.get('x-trace-id')).toBe(TRACE);
    expect((await lastLines()).audit).toMatchObject({ trace_id: TRACE, status: 'error' });
    const health = await call(serving, '/health', { headers: { 'x-correlation-id': 'c-2' } });
    expect(health.headers.get('x-trace-id')).toBe('c-2');
  });

  test('is absent where no header names one', async () => {
    const { headers } = await post(serving, '/predict', [ROW]);
    const { log, audit } = await lastLines();
    expect(headers.has('x-trace-id')).toBe(false);
    expect('trace_id' in log).toBe(false);
    expect(audit['trace_id']).toBeNull();
  });

  test('leaves the chain of the audit log whole', async () => {
    const verifier = createVerifier(sha256Text);
    for (const line of (await readFile(serving.auditPath, 'utf8')).trimEnd().split('\n'))
      verifier.add(line);
    expect(verifier.verdict().problems).toEqual([]);
  });
});

/** Send header values as bytes, which fetch does not. */
function postBytes(path: string, body: unknown, headers: readonly (readonly [string, Buffer])[]) {
  return new Promise<{ status: number; json: unknown }>((resolve, reject) => {
    const request = httpRequest(`${serving.url}${path}`, {
      method: 'POST',
      headers: [
        'content-type',
        'application/json',
        'host',
        'localhost',
        ...headers.flatMap(([name, value]) => [name, value.toString('latin1')])
      ]
    });
    request.on('error', reject).on('response', response => {
      let text = '';
      response.on('data', chunk => (text += String(chunk)));
      response.on('end', () => {
        resolve({ status: response.statusCode!, json: JSON.parse(text) });
      });
    });
    request.end(JSON.stringify(body));
  });
}

test('ids and traces that are sent twice are ignored', async () => {
  const twice = (name: string, values: readonly string[]) =>
    values.map(value => [name, Buffer.from(value)] as const);
  await postBytes(
    '/predict',
    [ROW],
    [...twice('X-Request-Id', ['a', 'b']), ...twice('traceparent', [TRACEPARENT, TRACEPARENT])]
  );
  const { audit } = await lastLines();
  expect(audit['request_id']).toMatch(/^[0-9a-f]{8}-[0-9a-f-]{27}$/);
  expect(audit['trace_id']).toBeNull();
});

describe('X-User-Email', () => {
  const hashOf = async (value: Buffer): Promise<unknown> => {
    await postBytes(TRIAD, { inputs: INPUTS }, [['X-User-Email', value]]);
    return (await lastLines()).audit['user_hash'];
  };

  test.each([
    ['in UTF-8', Buffer.from('jöhn@exämple.de'), 'jöhn@exämple.de'],
    ['in capitals', Buffer.from(' JÖHN@EXÄMPLE.DE '), 'jöhn@exämple.de'],
    ['in Latin-1', Buffer.from('JÖHN@EXÄMPLE.DE', 'latin1'), 'jöhn@exämple.de'],
    ['with the name of its owner', Buffer.from('Jane Doe <Jane@Example.org>'), 'jane@example.org'],
    ['with a quoted user', Buffer.from('"doe, jane"@example.org'), '"doe, jane"@example.org']
  ])('%s is hashed as one user', async (_how, value, address) => {
    expect(await hashOf(value)).toBe(sha256Text(address));
  });

  test.each([
    ['no address', [Buffer.from('jane')], 'E_FIELD_INVALID', 'not an email address'],
    ['a user without a host', [Buffer.from('jane@')], 'E_FIELD_INVALID', 'not an email address'],
    ['two addresses', [Buffer.from('a@b.co, c@d.co')], 'E_FIELD_INVALID', 'not an email address'],
    [
      'the header twice',
      [Buffer.from('a@b.co'), Buffer.from('c@d.co')],
      'E_FIELD_INVALID',
      'sent more than once'
    ],
    ['nothing', [Buffer.from(' ')], 'E_FIELD_MISSING', 'missing']
  ])('%s: 400, audited without a user', async (_what, values, code, problem) => {
    const answer = await postBytes(
      TRIAD,
      { inputs: INPUTS },
      values.map(value => ['X-User-Email', value] as const)
    );
    expect(answer).toMatchObject({
      status: 400,
      json: { error: { code, details: [{ field: 'X-User-Email', problem }] } }
    });
    expect((await lastLines()).audit).toMatchObject({
      user_hash: null,
      status: 'error',
      num_inputs: 1
    });
  });

  test('is optional for other contracts, and held to the same rule', async () => {
    expect((await post(serving, '/predict', [ROW])).status).toBe(200);
    expect((await post(serving, '/predict', [ROW], { 'x-user-email': 'jane' })).status).toBe(400);
    expect(
      (await post(serving, '/predict', [ROW], { 'x-user-email': 'jane@example.org' })).status
    ).toBe(200);
  });
});

describe('names of fields', () => {
  test.each([
    'skin_thickness_mm',
    'pk_customer_account',
    'api_key=customer',
    ['npm', 'a1'.repeat(16)].join('_')
  ])('the declared name %s stays, whatever it looks like', async name => {
    const other = await mkdtemp(join(tmpdir(), 'espalier-declared-'));
    const parts = JSON.stringify(syntheticParts()).replaceAll('num_age', name);
    await writeBundle(other, JSON.parse(parts) as ReturnType<typeof syntheticParts>, {});
    const own = await serveFolders([other]);
    try {
      const { num_income, cat_plan, cat_city } = ROW;
      const { json } = await post(own, '/predict', [{ num_income, cat_plan, cat_city }]);
      expect(json).toMatchObject({
        error: { details: [{ row: 0, field: name, problem: 'missing' }] }
      });
    } finally {
      await own.close();
      await rm(other, { recursive: true, force: true });
    }
  });

  test.each(['555-123-4567', 'jane@example.org', 'password=hunter2'])(
    'an undeclared feature %s of a rule model is redacted',
    async name => {
      const { json, text } = await post(
        serving,
        TRIAD,
        { inputs: [{ ...INPUTS[0], features: { [name]: 1 } }] },
        { 'x-user-email': 'a@b.co' }
      );
      expect(text).not.toContain(name);
      expect((json as { warnings: { field: string }[] }).warnings[0]!.field).toMatch(
        /^features\.\[(number|email|token)\]$/
      );
    }
  );

  test('what nobody declared is redacted in warnings', async () => {
    const { json, text } = await post(serving, '/predict', [
      { ...ROW, 'jane@example.org': 1, total_visits: 2 }
    ]);
    expect(text).not.toContain('jane');
    expect((json as { warnings: { field: string }[] }).warnings.map(({ field }) => field)).toEqual([
      '[email]',
      'total_visits'
    ]);
  });
});
