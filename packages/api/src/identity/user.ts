import type { IncomingMessage } from 'node:http';
import { EspalierError } from '@espalier/core';
import { decodeHeader } from './header-text.ts';
import { countHeader } from './request-id.ts';

const NAME = 'x-user-email';
/** One address: a user, quoted if it holds blanks or commas, and a host. */
const ADDRESS = /^(?:"(?:[^"\\]|\\.)+"|[^\s@,;<>"]+)@(?:\[[^\]\s]+\]|[^\s@,;<>"[\]]+)$/;
/** An address behind the name of its owner. */
const NAMED = /^[^<>]*<([^<>]+)>$/;

/** The user of a request: the address in lower case, or why there is none. */
export interface User {
  readonly address?: string;
  readonly problem?: 'missing' | 'sent more than once' | 'not an email address';
}

const MISSING: User = { problem: 'missing' };

/** Read the header X-User-Email. */
export function readUser({ headers, rawHeaders }: IncomingMessage): User {
  const given = headers[NAME];
  if (typeof given !== 'string') return MISSING;
  if (given.includes(',') && countHeader(rawHeaders, NAME) > 1)
    return { problem: 'sent more than once' };
  const text = decodeHeader(given).trim();
  if (text === '') return MISSING;
  const address = NAMED.exec(text)?.[1]?.trim() ?? text;
  return ADDRESS.test(address)
    ? { address: address.toLowerCase() }
    : { problem: 'not an email address' };
}

/** Refuse a header that names no user; a missing one only where it is required. */
export function checkUser({ problem }: User, isRequired: boolean): void {
  if (problem === undefined || (problem === 'missing' && !isRequired)) return;
  throw new EspalierError(
    problem === 'missing' ? 'E_FIELD_MISSING' : 'E_FIELD_INVALID',
    `Cannot score the body: the header X-User-Email is ${problem}`,
    'Send the header X-User-Email once, with one email address',
    { details: [{ field: 'X-User-Email', problem, expected: 'an email address' }] }
  );
}
