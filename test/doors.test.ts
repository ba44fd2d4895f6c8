import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect, test } from '@jest/globals';
import { importsOf, manifestOf, packages, ROOT, sourcesOf } from './support/workspace.ts';

/** The names that a text takes from doors of ours, as `door#name`. */
function namesTaken(text: string): string[] {
  const lists = [
    ...text.matchAll(/\{([^{}]*)\}\s+from\s+'((?:@espalier\/|espalier)[^']*)'/g)
  ].flatMap(([, names, door]) =>
    names!.split(',').map(
      name =>
        `${door!}#${
          name
            .trim()
            .replace(/^type /, '')
            .split(' as ')[0]!
        }`
    )
  );
  const modules = [...text.matchAll(/const (\w+) = await import\('(@espalier\/[^']+)'\)/g)].flatMap(
    ([, variable, door]) =>
      [...text.matchAll(new RegExp(`\\b${variable!}\\.(\\w+)`, 'g'))].map(
        ([, name]) => `${door!}#${name!}`
      )
  );
  const members = [...text.matchAll(/\(await import\('(@espalier\/[^']+)'\)\)\.(\w+)/g)].map(
    ([, door, name]) => `${door!}#${name!}`
  );
  return [...lists, ...modules, ...members];
}

/** The TypeScript examples of the documentation. */
function examples(): string[] {
  const pages = [
    ...readdirSync(join(ROOT, 'docs')).map(file => join('docs', file)),
    ...packages.map(name => join('packages', name, 'README.md'))
  ].filter(file => file.endsWith('.md') && existsSync(join(ROOT, file)));
  return pages.flatMap(file =>
    [...readFileSync(join(ROOT, file), 'utf8').matchAll(/```ts\n(.*?)```/gs)].map(
      match => match[1]!
    )
  );
}

test('a door exports only what another package takes or an example in the documentation shows', () => {
  const taken = new Set(
    packages
      .flatMap(name =>
        sourcesOf(name)
          .flatMap(({ text }) => namesTaken(text))
          .filter(one => one.split(/[/#]/)[1] !== name)
      )
      .concat(examples().flatMap(namesTaken))
  );
  const exported = packages.flatMap(name =>
    Object.entries(manifestOf(name).exports).flatMap(([door, target]) => {
      if (typeof target === 'string') return [];
      const file = join(ROOT, 'packages', name, target['@espalier/source']!);
      const lists = readFileSync(file, 'utf8').matchAll(/export \{([^}]*)\} from/g);
      return [...lists].flatMap(([, names]) =>
        names!.split(',').map(one => {
          const last = one
            .trim()
            .replace(/^type /, '')
            .split(' as ')
            .at(-1)!;
          return `${manifestOf(name).name}${door.slice(1)}#${last}`;
        })
      );
    })
  );
  expect(exported.length).toBeGreaterThan(100);
  expect(exported.filter(one => !taken.has(one))).toEqual([]);
});

test('no file imports itself by way of others, not even for a type', () => {
  const graph = new Map(
    packages.flatMap(name => {
      const folder = join(ROOT, 'packages', name, 'src');
      return sourcesOf(name).map(({ file, text }): [string, string[]] => [
        join(folder, file),
        importsOf(text)
          .filter(specifier => specifier.startsWith('.'))
          .map(specifier => join(folder, dirname(file), specifier))
      ]);
    })
  );
  const done = new Set<string>();
  const cycles: string[] = [];
  const visit = (file: string, path: readonly string[]): void => {
    const start = path.indexOf(file);
    if (start >= 0) {
      cycles.push([...path.slice(start), file].map(one => relative(ROOT, one)).join(' -> '));
      return;
    }
    if (done.has(file)) return;
    for (const next of graph.get(file) ?? []) visit(next, [...path, file]);
    done.add(file);
  };
  for (const file of graph.keys()) visit(file, []);
  expect(cycles).toEqual([]);
});
