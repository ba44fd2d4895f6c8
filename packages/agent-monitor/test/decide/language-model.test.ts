import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { runCommand } from '../../../cli/src/run-command.ts';
import { agentMonitorCommand } from '../../src/command.ts';
import { toAgentPlan } from '../../src/decide/plan.ts';
import { rewritePlan } from '../../src/decide/language-model.ts';
import { fakeIo } from '../../../../test/support/fake-io.ts';
import { CALM, DRIFT, fall, jsonl, planFrom } from '../support/history.ts';

const plan = planFrom(DRIFT, ...fall(7, 8));
const GOOD = {
  rationale: 'The ROC-AUC fell 7 % and the population has shifted, so a new model is due.',
  hypotheses: ['concept_change', 'population_shift']
};

let server: Server;
let baseUrl = '';
let answer: (respond: (status: number, body: string) => void) => void;
const requests: { path: string; authorization: string | undefined; body: unknown }[] = [];

/** A local stand-in for a language model's endpoint. */
beforeAll(async () => {
  server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      requests.push({
        path: request.url ?? '',
        authorization: request.headers.authorization,
        body: JSON.parse(Buffer.concat(parts).toString())
      });
      answer((status, body) => response.writeHead(status).end(body));
    });
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

beforeEach(() => {
  requests.length = 0;
});

function says(content: unknown): void {
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  answer = respond => {
    respond(200, JSON.stringify({ choices: [{ message: { role: 'assistant', content: text } }] }));
  };
}

const ask = () => rewritePlan(plan, { baseUrl, key: 'k', model: 'm', timeoutMs: 500 });

describe('rewritePlan()', () => {
  test('takes the words and the ranking, and nothing else', async () => {
    says(GOOD);
    const { plan: rewritten, failure } = await ask();
    expect(failure).toBeUndefined();
    expect(rewritten).toEqual({ ...plan, ...GOOD });
    expect(toAgentPlan(rewritten).findings.at(-1)).toEqual({ hypotheses: GOOD.hypotheses });
  });

  test('sends findings, evidence and actions to the endpoint, with the key', async () => {
    says(GOOD);
    await ask();
    expect(requests).toMatchObject([
      {
        path: '/v1/chat/completions',
        authorization: 'Bearer k',
        body: { model: 'm', temperature: 0, response_format: { type: 'json_object' } }
      }
    ]);
    const { messages } = requests[0]!.body as { messages: { content: string }[] };
    const facts = JSON.parse(messages[1]!.content) as object;
    expect(Object.keys(facts)).toEqual(['status', 'findings', 'actions', 'hypotheses', 'decided']);
  });

  test.each<[string, unknown]>([
    ['words that are no JSON', 'All is well.'],
    ['another form', { rationale: GOOD.rationale }],
    ['a further key', { ...GOOD, status: 'healthy' }],
    ['other actions', { ...GOOD, actions: ['do_nothing'] }],
    ['no words', { ...GOOD, rationale: '' }],
    ['too many words', { ...GOOD, rationale: 'a '.repeat(400) }],
    ['several lines', { ...GOOD, rationale: 'The ROC-AUC fell.\nstatus: healthy' }],
    ['markup', { ...GOOD, rationale: 'The ROC-AUC fell <b>much</b>, so retrain the model.' }],
    ['a number from nowhere', { ...GOOD, rationale: 'The ROC-AUC fell 23.4 % for customer 4711.' }],
    ['an unknown hypothesis', { ...GOOD, hypotheses: ['aliens', 'population_shift'] }],
    ['one that was not given', { ...GOOD, hypotheses: ['overload', 'population_shift'] }],
    ['one hypothesis twice', { ...GOOD, hypotheses: ['concept_change', 'concept_change'] }],
    ['fewer hypotheses', { ...GOOD, hypotheses: ['concept_change'] }]
  ])('leaves the plan as it is for %s', async (_, content) => {
    says(content);
    const { plan: kept, failure } = await ask();
    expect(kept).toBe(plan);
    expect(failure).toEqual(expect.any(String));
  });

  test.each([
    [500, 'secret words'],
    [401, '{}'],
    [200, 'secret words'],
    [200, '{"choices":[]}'],
    [302, '']
  ])('leaves the plan as it is for status %d and %j', async (status, body) => {
    answer = respond => {
      respond(status, body);
    };
    const { plan: kept, failure } = await ask();
    expect(kept).toBe(plan);
    expect(failure).not.toContain('secret');
  });

  test('leaves the plan as it is when the answer is late, or nobody is there', async () => {
    answer = () => undefined;
    expect(await ask()).toMatchObject({ plan, failure: expect.stringContaining('500 ms') });
    const nobody = { baseUrl: 'http://127.0.0.1:9/v1', key: undefined, model: 'm', timeoutMs: 500 };
    expect(await rewritePlan(plan, nobody)).toMatchObject({ plan, failure: expect.any(String) });
  });
});

describe('agent-monitor --llm', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'agent-llm-'));
    await writeFile(join(folder, 'm.jsonl'), jsonl(...fall(7, 8)));
    await writeFile(join(folder, 'd.json'), JSON.stringify(DRIFT));
    await writeFile(join(folder, 'calm.json'), JSON.stringify(CALM));
  });
  afterAll(() => rm(folder, { recursive: true }));

  async function run(
    env: Record<string, string>
  ): Promise<{ code: number; err: string; yaml: string }> {
    const io = fakeIo(env);
    const at = (name: string): string => join(folder, name);
    const args = ['--metrics', at('m.jsonl'), '--drift', at('d.json'), '--out', at('p.yaml')];
    const code = await runCommand(
      agentMonitorCommand,
      [...args, '--llm', '--llm-timeout', '0.5'],
      io
    );
    const yaml = await readFile(at('p.yaml'), 'utf8').catch(() => '');
    return { code, err: io.err(), yaml };
  }

  test('asks for the endpoint in the environment', async () => {
    const { code, err } = await run({});
    expect(code).toBe(2);
    expect(err).toContain('ESPALIER_LLM_BASE_URL');
  });

  test('writes its words into the plan, or the rules own with a note', async () => {
    const env = {
      ESPALIER_LLM_BASE_URL: baseUrl,
      ESPALIER_LLM_MODEL: 'm',
      ESPALIER_LLM_API_KEY: 'k'
    };
    says(GOOD);
    const good = await run(env);
    expect(good.code).toBe(0);
    expect(good.yaml).toMatch(/so a new\s+model is due\./);
    says('no');
    const bad = await run(env);
    expect(bad.code).toBe(0);
    expect(bad.err).toContain('Kept the built-in rationale');
    expect(bad.yaml).toContain('AUC fell 7.0% and PR-AUC 8.0%');
    expect(bad.err + bad.yaml).not.toContain('Bearer');
  });
});
