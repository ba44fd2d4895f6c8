import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Who may import whom of ours. To add an edge is a design decision: change this table and docs/architecture.md first. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  core: [],
  gbdt: [],
  bundle: ['core', 'gbdt'],
  report: [],
  cli: ['core'],
  drift: ['core', 'gbdt', 'bundle', 'report', 'cli'],
  'agent-monitor': ['core', 'bundle', 'report', 'cli'],
  trainer: ['core', 'gbdt', 'bundle', 'report', 'cli'],
  api: ['core', 'bundle', 'drift', 'agent-monitor', 'cli']
};

interface Manifest {
  readonly name: string;
  readonly private?: boolean;
  readonly type: string;
  readonly dependencies?: Record<string, string>;
  readonly peerDependenciesMeta?: Record<string, { readonly optional: boolean }>;
  readonly exports: Record<string, Record<string, string> | string>;
}

function manifestOf(name: string): Manifest {
  return JSON.parse(readFileSync(join(ROOT, 'packages', name, 'package.json'), 'utf8')) as Manifest;
}

function sourcesOf(name: string): { file: string; text: string }[] {
  const folder = join(ROOT, 'packages', name, 'src');
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(file => file.endsWith('.ts'))
    .map(file => ({ file, text: readFileSync(join(folder, file), 'utf8') }));
}

/** Every module that a text imports, statically, dynamically or for re-export. */
function importsOf(text: string): string[] {
  return [...text.matchAll(/(?:\bfrom\s+|\bimport\s*\(\s*|^import\s+)'([^']+)'/gm)].map(
    match => match[1]!
  );
}

function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

const packages = readdirSync(join(ROOT, 'packages')).sort();

test('every package has a row in the table', () => {
  expect(packages).toEqual(Object.keys(MAY_IMPORT).sort());
});

describe.each(packages)('%s', name => {
  const manifest = manifestOf(name);
  const optionalPeers = Object.keys(manifest.peerDependenciesMeta ?? {});
  const imports = sourcesOf(name).flatMap(({ file, text }) =>
    importsOf(text).map(specifier => ({ file, specifier }))
  );
  const foreign = imports.filter(
    ({ specifier }) => !specifier.startsWith('.') && !specifier.startsWith('node:')
  );

  test('imports of ours only what its row allows', () => {
    const ours = foreign.filter(({ specifier }) => specifier.startsWith('@espalier/'));
    const forbidden = ours.filter(
      ({ specifier }) =>
        !MAY_IMPORT[name]!.includes(packageOf(specifier).slice('@espalier/'.length))
    );
    expect(forbidden).toEqual([]);
  });

  test('imports only what its manifest declares, and declares nothing that it does not use', () => {
    const used = new Set(foreign.map(({ specifier }) => packageOf(specifier)));
    const declared = new Set(Object.keys(manifest.dependencies ?? {}));
    // The bin files run the source through tsx.
    if (name === 'cli') declared.delete('tsx');
    for (const peer of optionalPeers) used.delete(peer);
    expect([...used].sort()).toEqual([...declared].sort());
  });

  test('names an optional package in types alone: it is loaded where it is asked for', () => {
    const statics = sourcesOf(name).flatMap(({ text }) =>
      [...text.matchAll(/^(?:import|export)\s+([^;]*?)\s+from\s+'([^']+)'/gm)]
        .filter(match => optionalPeers.includes(packageOf(match[2]!)))
        .map(match => match[1]!)
    );
    for (const names of statics) expect(names).toMatch(/^type |^\{(\s*type \w+,?)+\s*\}$/);
  });

  test('is an ES module with a door from source', () => {
    expect(manifest.name).toBe(`@espalier/${name}`);
    expect(manifest.type).toBe('module');
    const { './program': program, ...doors } = manifest.exports;
    for (const door of Object.values(doors))
      expect(Object.keys(door)).toEqual(['@espalier/source', 'types', 'default']);
    expect(Object.keys(doors)).toEqual(name === 'core' ? ['.', './io'] : ['.']);
    expect(program).toBe(name === 'cli' ? './bin/program.js' : undefined);
  });

  test('has local imports that end in .ts', () => {
    const local = imports.filter(({ specifier }) => specifier.startsWith('.'));
    expect(local.filter(({ specifier }) => !specifier.endsWith('.ts'))).toEqual([]);
  });
});

test('gbdt has no dependency at all', () => {
  expect(manifestOf('gbdt').dependencies).toBeUndefined();
});

test('DuckDB is used by core/io alone', () => {
  const users = packages.flatMap(name =>
    sourcesOf(name)
      .filter(({ text }) => importsOf(text).some(specifier => specifier.startsWith('@duckdb/')))
      .map(({ file }) => `${name}/${file}`)
  );
  expect(users.length).toBeGreaterThan(0);
  expect(users.filter(file => !file.startsWith('core/io/'))).toEqual([]);
});

test('the lockfile holds no URL', () => {
  expect(readFileSync(join(ROOT, 'pnpm-lock.yaml'), 'utf8')).not.toMatch(/https?:|tarball/);
});
