import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { packages, ROOT } from './support/workspace.ts';

const PAGES = [
  ...readdirSync(ROOT).filter(file => file.endsWith('.md')),
  ...readdirSync(join(ROOT, 'docs'))
    .filter(file => file.endsWith('.md'))
    .map(file => join('docs', file)),
  ...packages.map(name => join('packages', name, 'README.md')),
  'data/README.md'
];

const read = (page: string): string => readFileSync(join(ROOT, page), 'utf8');

/** GitHub's anchor of a heading: lower case, without punctuation, spaces as hyphens. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
}

function anchorsOf(page: string): string[] {
  return [...read(page).matchAll(/^#+ (.*)$/gm)].map(match => anchorOf(match[1]!));
}

describe.each(PAGES)('%s', page => {
  test('has lines of at most 110 characters, tables and terminal output apart', () => {
    const prose = read(page)
      .replace(/```[\s\S]*?```/g, '')
      .split('\n')
      .filter(line => !line.startsWith('|'));
    expect(prose.filter(line => line.length > 110)).toEqual([]);
  });

  test('has no broken link', () => {
    const links = [...read(page).matchAll(/\]\(([^)\s]+)\)|(?:src|srcset)="([^"]+)"/g)]
      .map(match => match[1] ?? match[2]!)
      .filter(link => !/^[a-z]+:/.test(link));
    const broken = links.filter(link => {
      const [path = '', anchor] = link.split('#');
      const target = path === '' ? page : join(dirname(page), path);
      if (!existsSync(join(ROOT, target))) return true;
      return anchor !== undefined && !anchorsOf(target).includes(anchor);
    });
    expect(broken).toEqual([]);
  });
});

test('every page of docs/ is in its index', () => {
  const index = read('docs/README.md');
  const missing = readdirSync(join(ROOT, 'docs')).filter(
    file => file.endsWith('.md') && file !== 'README.md' && !index.includes(`(${file}`)
  );
  expect(missing).toEqual([]);
});
