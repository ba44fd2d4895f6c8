import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readPolicy } from '../../src/rules/policy.ts';
import { DISALLOWED_INTENTS } from '../../src/serve-options.ts';
import { post, serveFolders, type Serving } from '../support/serving.ts';

const RULES = fileURLToPath(new URL('../../../../data/risk_triad', import.meta.url));
const policy = readPolicy([], [], DISALLOWED_INTENTS);
const blocks = (text: string): boolean => policy.blocks('m', text);

describe('a disallowed phrase is found', () => {
  test.each([
    ['as it is', 'how to steal credentials'],
    ['in capitals', 'STEAL CREDENTIALS'],
    ['with two blanks', 'steal  credentials'],
    ['over two lines', 'steal\r\n\tcredentials'],
    ['with a no-break space', 'steal\u00a0credentials'],
    ['with an ideographic space', 'steal\u3000credentials'],
    ['with a blank of Braille', 'steal\u2800credentials'],
    ['with invisible signs in a word', 'st\u200beal cred\u2060entials'],
    ['with an invisible sign for a blank', 'steal\u200bcredentials'],
    ['with soft hyphens', 'steal cre\u00adden\u00adtials'],
    ['with a byte order mark', '\ufeffsteal\ufeff credentials'],
    ['with signs of direction', 'steal \u202ecredentials\u202c'],
    ['with a variation selector', 'steal\ufe0f credentials'],
    ['with tag characters', 'steal\u{e0020} credentials'],
    ['with a filler of Hangul', 'steal\u3164 credentials'],
    ['with control characters', 'st\u0000eal credentials'],
    ['in full-width letters', 'ｓｔｅａｌ　ｃｒｅｄｅｎｔｉａｌｓ'],
    ['in mathematical letters', '𝐬𝐭𝐞𝐚𝐥 𝐜𝐫𝐞𝐝𝐞𝐧𝐭𝐢𝐚𝐥𝐬'],
    ['in circled letters', 'ⓟⓗⓘⓢⓗ'],
    ['with a long s', 'phiſh'],
    ['with accents', 'phísh'],
    ['with combining marks', 'ph\u0335i\u0301sh'],
    ['with a Turkish capital', 'PHİSH']
  ])('%s', (_how, text) => {
    expect(blocks(text)).toBe(true);
  });
});

test.each([
  'stealcredentials',
  'alph is high',
  'credentials steal',
  'a fish',
  'steal the credentials',
  ''
])('the text %j passes', text => {
  expect(blocks(text)).toBe(false);
});

describe('readPolicy()', () => {
  test('phrases are normalised as texts are', () => {
    const own = readPolicy(['  Große\u00a0STRAẞE '], [], []);
    expect(own.blocks('m', 'die GROSSE  strasse')).toBe(true);
  });

  test('phrases for all models replace the default', () => {
    const own = readPolicy(['launder money'], ['a'], DISALLOWED_INTENTS);
    expect([own.blocks('a', 'launder money'), own.blocks('a', 'phish')]).toEqual([true, false]);
  });

  test('a model with phrases of its own has only those; the others keep the default', () => {
    const own = readPolicy(
      ['a=launder money', 'a=evade tax', 'b='],
      ['a', 'b', 'c'],
      DISALLOWED_INTENTS
    );
    const found = (model: string): boolean[] =>
      ['launder money', 'evade tax', 'phish'].map(text => own.blocks(model, text));
    expect(found('a')).toEqual([true, true, false]);
    expect(found('b')).toEqual([false, false, false]);
    expect(found('c')).toEqual([false, false, true]);
  });

  test.each([
    ['a model that is not served', 'modle=x', /"modle" is not a served model/],
    ['an empty phrase', ' \u200b', /phrase is empty/]
  ])('refuses %s', (_what, entry, message) => {
    expect(() => readPolicy([entry], ['a'], [])).toThrow(message);
  });
});

describe('the policy holds on every route of a rule model', () => {
  let serving: Serving;
  beforeAll(async () => {
    serving = await serveFolders([RULES]);
  });
  afterAll(() => serving.close());

  const text = 'steal \u00a0credentials';
  test.each<[string, unknown]>([
    ['/predict', { inputs: [{ id: 'a', text }] }],
    ['/invocations', { dataframe_records: [{ text: 'fine' }, { text }] }],
    [
      '/v2/models/risk_triad_classifier/infer',
      { inputs: [{ name: 'text', shape: [1], datatype: 'BYTES', data: [text] }] }
    ]
  ])('%s', async (path, body) => {
    const answer = await post(serving, path, body, { 'x-user-email': 'a@b.co' });
    expect(answer.status).toBe(400);
    expect(answer.text).toContain('E_POLICY_BLOCKED');
    expect((await serving.audit()).at(-1)).toMatchObject({
      status: 'blocked',
      guardrails_triggered: ['policy_block']
    });
  });
});
