import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { holdsSecret } from '../../src/redact/redact.ts';
import { ROOT } from '../../../../test/support/workspace.ts';
import { INNOCENTS } from './innocents.ts';
import { createRandom } from './random.ts';
import { type Make, SECRETS } from './secrets.ts';

const OF_EACH_KIND = 20;

interface Counted {
  readonly kind: string;
  readonly total: number;
  readonly taken: number;
}

/** Count by kind how many texts `redact` takes for secrets. */
function countTaken(corpus: Readonly<Record<string, Make>>): Counted[] {
  return Object.entries(corpus).map(([kind, make], i) => {
    const random = createRandom(i + 1);
    const texts = Array.from({ length: OF_EACH_KIND }, () => make(random));
    return { kind, total: texts.length, taken: texts.filter(holdsSecret).length };
  });
}

function sum(counted: readonly Counted[], field: 'total' | 'taken'): number {
  return counted.reduce((total, kind) => total + kind[field], 0);
}

const secrets = countTaken(SECRETS);
const innocents = countTaken(INNOCENTS);

test('the corpora are large enough to tell', () => {
  expect(secrets.length).toBeGreaterThanOrEqual(60);
  expect(sum(secrets, 'total')).toBeGreaterThanOrEqual(300);
  expect(innocents.length).toBeGreaterThanOrEqual(30);
  expect(sum(innocents, 'total')).toBeGreaterThanOrEqual(300);
});

test('at least 98% of the secrets are found, and at least 90% of each kind', () => {
  expect(sum(secrets, 'taken') / sum(secrets, 'total')).toBeGreaterThanOrEqual(0.98);
  expect(secrets.filter(({ taken, total }) => taken < 0.9 * total)).toEqual([]);
});

test('at most 1% of the ids are taken for secrets', () => {
  expect(sum(innocents, 'taken') / sum(innocents, 'total')).toBeLessThanOrEqual(0.01);
});

test('the table in the documentation is what was measured', () => {
  const rows = (counted: readonly Counted[]): string[] =>
    counted.map(({ kind, total, taken }) => `| ${kind} | ${taken} of ${total} |`);
  const page = readFileSync(join(ROOT, 'docs', 'redaction.md'), 'utf8');
  const missing = [
    ...rows(secrets),
    ...rows(innocents),
    `| **all secrets** | **${sum(secrets, 'taken')} of ${sum(secrets, 'total')}** |`,
    `| **all ids** | **${sum(innocents, 'taken')} of ${sum(innocents, 'total')}** |`
  ].filter(row => !page.includes(row));
  expect(missing).toEqual([]);
});
