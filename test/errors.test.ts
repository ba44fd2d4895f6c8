import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { FAILURES } from '../packages/core/src/errors.ts';

const PAGE = readFileSync(new URL('../docs/errors.md', import.meta.url), 'utf8');

/** The text under each heading of a code. */
const SECTIONS = new Map(
  PAGE.split(/^## /m)
    .slice(1)
    .map(section => {
      const [heading = '', ...text] = section.split('\n');
      return [heading, text.join(' ').trim()];
    })
);

test('docs/errors.md has one heading a code, none extra, in the order of the table', () => {
  expect([...SECTIONS.keys()]).toEqual(Object.keys(FAILURES));
  expect(PAGE.match(/^## /gm)).toHaveLength(Object.keys(FAILURES).length);
});

describe.each(Object.entries(FAILURES))('docs/errors.md of %s', (code, { status, exit }) => {
  const text = SECTIONS.get(code) ?? '';

  test('has the status and the exit code of the table', () => {
    expect(text).toMatch(new RegExp(`^HTTP status ${status}, exit code ${exit}\\. `));
  });

  test('says in two to five sentences what it means and what to do', () => {
    const sentences = text.split(/(?<=[.;])\s+(?=[A-Z`[]|no |send )/);
    expect(sentences.length - 1).toBeGreaterThanOrEqual(2);
    expect(sentences.length - 1).toBeLessThanOrEqual(5);
  });
});
