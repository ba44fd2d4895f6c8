import { expect, test } from '@jest/globals';
import { redact } from '../src/redact.ts';

test.each([
  ['write to jane.doe+x@mail.example.org now', 'write to [email] now'],
  ['Authorization: Bearer abc.DEF-123', 'Authorization: [token]'],
  ['eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln', '[token]'],
  ['key sk-abcdef1234567890', 'key [token]'],
  [`id ${'ab12'.repeat(10)}`, 'id [hex]'],
  ['card 4111 1111 1111 1111.', 'card [number].'],
  ['card 4111111111111111', 'card [number]'],
  ['call +41 79 123 45 67', 'call [number]'],
  ['call (555) 123-4567 now', 'call [number] now'],
  ['jane%40example.org', '[email]'],
  ['password=hunter2', '[token]'],
  ['deadbeef'.repeat(5), '[hex]'],
  ['ghp_abcdefghijklmnopqrstuv', '[token]']
])('redact() takes what identifies out of %j', (text, expected) => {
  expect(redact(text)).toBe(expected);
});

test.each([
  'request 12 of 50',
  'churn/7',
  'order-2024-1234',
  'risk_triad/model_v1.json',
  '10.0.0.1',
  'a 3.14159265 b',
  'f81d4fae-7dec-11d0-a765-00a0c91e6bf6',
  '2026-01-02T03:04:05.000Z'
])('redact() leaves %j', text => {
  expect(redact(text)).toBe(text);
});
