import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import {
  importsOf,
  manifestOf,
  packageOf,
  packages,
  ROOT,
  sourcesOf
} from './support/workspace.ts';

/** Who may import whom of ours, from the table in docs/architecture.md: to add an edge is a design decision. */
const MAY_IMPORT = readImportTable();

function readImportTable(): Record<string, readonly string[]> {
  const text = readFileSync(join(ROOT, 'docs', 'architecture.md'), 'utf8');
  const [, block = ''] = /Who may import whom[^`]*```text\n([^`]*)```/.exec(text) ?? [];
  const rows = [...block.matchAll(/^(\S+)\s+<- (.*)$/gm)].map(([, name, imports]) => [
    name!,
    imports!
      .replace(/\(.*?\)/g, '')
      .split(',')
      .map(word => word.trim())
  ]);
  return Object.fromEntries(rows) as Record<string, readonly string[]>;
}

/** The doors of packages that have more than one. */
const DOORS: Record<string, readonly string[]> = {
  'agent-monitor': ['.', './commands'],
  cli: ['.', './watch'],
  core: ['.', './contracts', './metrics', './names', './files'],
  drift: ['.', './commands'],
  engine: ['.', './commands'],
  registry: ['./mlflow'],
  trainer: ['.', './commands']
};

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
    expect(manifest.name).toBe(name === 'espalier' ? name : `@espalier/${name}`);
    expect(manifest.type).toBe('module');
    const { './program': program, ...doors } = manifest.exports;
    for (const door of Object.values(doors))
      expect(Object.keys(door)).toEqual(['@espalier/source', 'types', 'default']);
    expect(Object.keys(doors)).toEqual(DOORS[name] ?? ['.']);
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

test('DuckDB is used by tables alone', () => {
  const users = packages.filter(name =>
    sourcesOf(name).some(({ text }) =>
      importsOf(text).some(specifier => specifier.startsWith('@duckdb/'))
    )
  );
  expect(users).toEqual(['tables']);
});

test('DuckDB is loaded when a table is read: until then it is named in types alone', () => {
  const statics = sourcesOf('tables').flatMap(({ file, text }) =>
    [...text.matchAll(/^(?:import|export)\s+([^;]*?)\s+from\s+'@duckdb\/[^']+'/gm)].map(
      ([, names]) => ({ file, names: names! })
    )
  );
  expect(statics.length).toBeGreaterThan(3);
  expect(statics.filter(({ names }) => !names.startsWith('type '))).toEqual([]);
});

test.each(['api', 'agent-monitor'])('%s never loads DuckDB', name => {
  const reached = new Set<string>();
  const visit = (one: string): void => {
    if (reached.has(one)) return;
    reached.add(one);
    const dependencies = Object.keys(manifestOf(one).dependencies ?? {});
    for (const dependency of dependencies)
      if (dependency.startsWith('@espalier/')) visit(dependency.slice('@espalier/'.length));
  };
  visit(name);
  expect([...reached]).toContain('core');
  expect([...reached]).not.toContain('tables');
});

test.each(['.', 'test/extras'])('the lockfile of %s holds no URL', folder => {
  expect(readFileSync(join(ROOT, folder, 'pnpm-lock.yaml'), 'utf8')).not.toMatch(/https?:|tarball/);
});
