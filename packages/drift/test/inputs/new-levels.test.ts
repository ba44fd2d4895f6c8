import { afterAll, describe, expect, test } from '@jest/globals';
import { listBrokenColumns } from '@espalier/core/contracts';
import { compareTexts } from '../../src/inputs/alike-levels.ts';
import { createWorkspace, csvOf } from '../support/workspace.ts';

const workspace = createWorkspace();
const specs = createWorkspace();
afterAll(() => {
  workspace.remove();
  specs.remove();
});

const N = 200;
const some = <T>(cell: (i: number) => T): T[] => Array.from({ length: N }, (_, i) => cell(i));

function specOf(levels: readonly string[], positive = 'yes'): string {
  return specs.write(
    'levels.yaml',
    `name: t
target: { column: y, positive: '${positive}' }
features:
  grade: { kind: category, levels: ${JSON.stringify(levels)}, unknown: other }
  z: { kind: number }
`
  );
}

let numTables = 0;
/** A table whose grades take turns. */
function table(...grades: readonly string[]): string {
  const grade = some(i => grades[i % grades.length]!);
  const cells = { grade, z: some(i => (i * 37) % 101), y: some(i => (i % 3 === 0 ? 'yes' : 'no')) };
  return workspace.write(`table-${++numTables}.csv`, csvOf(cells));
}

describe('new levels', () => {
  test.each([
    ['numbers', ['1', '2', '3'], ['1.0', '2.0', '3.0']],
    ['case', ['Berlin', 'Bern'], ['BERLIN', 'bern']],
    ['spaces', ['New York', 'Bern'], ['"New  York"', '" Bern "']],
    ['unicode', ['Z\u00fcrich', 'Gen\u00e8ve'], ['Zu\u0308rich', 'Gene\u0300ve']]
  ])('that would match once %s are written alike are told so', async (way, before, now) => {
    const { findings, stderr, ...report } = await workspace.compare(
      table(...before),
      table(...now),
      '--spec',
      specOf(before)
    );
    expect(findings).toContainEqual({
      column: 'grade',
      finding: 'unseen_levels',
      share: 1,
      alike: [way],
      alike_share: 1
    });
    expect(listBrokenColumns({ ...report, findings })).toEqual([
      { column: 'grade', finding: 'wholly_unseen' }
    ]);
    expect(stderr).toMatch(/they match known levels once/);
  });

  test('are learned ones, too', async () => {
    const { findings } = await workspace.compare(table('red', 'blue'), table('Red', 'BLUE', 'red'));
    expect(findings).toContainEqual(
      expect.objectContaining({ finding: 'unseen_levels', alike: ['case'], alike_share: 1 })
    );
  });

  test('that match nothing are new', async () => {
    const spec = specOf(['a', 'b']);
    const { findings } = await workspace.compare(
      table('a', 'b'),
      table('c', 'd', 'e', 'A'),
      '--spec',
      spec
    );
    expect(findings).toContainEqual({ column: 'grade', finding: 'unseen_levels', share: 1 });
  });
});

describe('compareTexts()', () => {
  const texts = (...cells: string[]): { text: string; rows: number }[] =>
    cells.map(text => ({ text, rows: 10 }));

  test('names only the ways that are needed', () => {
    expect(compareTexts(texts(' ONE ', 'two'), ['one', 'two'])).toEqual({
      ways: ['case', 'spaces'],
      share: 1
    });
    expect(compareTexts(texts('1.0', 'X', 'new'), ['1', 'x'])).toEqual({
      ways: ['numbers', 'case'],
      share: 2 / 3
    });
  });

  test('finds nothing where most levels are new, or all are known', () => {
    expect(compareTexts(texts('A', 'b', 'c'), ['a'])).toBeUndefined();
    expect(compareTexts(texts('a'), ['a'])).toBeUndefined();
  });
});

describe('a reference that its spec does not fit', () => {
  const refused = async (reference: string, spec: string): Promise<string> => {
    const fresh = table('a', 'b', 'c');
    const args = ['--ref', reference, '--new', fresh, '--spec', spec];
    const { exitCode, stderr } = await workspace.run([...args, '--out', workspace.at('no.json')]);
    expect(exitCode).toBe(65);
    expect(stderr).toContain('E_REFERENCE_INVALID');
    return stderr;
  };

  test('has levels that the spec does not declare, in half of the rows', async () => {
    const stderr = await refused(table('a', 'b', 'c'), specOf(['A', 'B', 'C']));
    expect(stderr).toContain('grade: 100.0% of its filled cells hold a level');
    expect(stderr).toContain('they match once capital and small letters are the same');
    expect(await refused(table('A', 'secret'), specOf(['A', 'B']))).not.toContain('secret');
  });

  test('has no positive row', async () => {
    const stderr = await refused(table('a', 'b'), specOf(['a', 'b'], '1'));
    expect(stderr).toContain('y: no row holds the positive value; expected "1" in some rows');
  });

  test('holds text where the spec says numbers', async () => {
    const cells = { grade: some(() => 'a'), z: some(i => `z${i % 7}`), y: some(() => 'yes') };
    const path = workspace.write('text.csv', csvOf(cells));
    expect(await refused(path, specOf(['a']))).toContain('z: most of its cells are not numbers');
  });

  test('has numbers outside the declared range', async () => {
    const spec = specs.write(
      'range.yaml',
      `name: t
target: { column: y, positive: 'yes' }
features: { z: { kind: number, min: 200, max: 300 } }
`
    );
    expect(await refused(table('a'), spec)).toContain(
      'z: 100.0% of its values lie outside the range of the spec; expected'
    );
  });

  test('is compared, with a finding, where fewer rows do not fit', async () => {
    const spec = specOf(['a', 'b', 'c']);
    const before = table('a', 'b', 'c', 'other');
    const same = await workspace.compare(before, table('b', 'a', 'c', 'else'), '--spec', spec);
    const finding = { column: 'grade', finding: 'reference_unseen', share: 0.25 };
    expect(same.findings).toEqual([finding]);
    expect(same.stderr).toContain('25.0% of the rows of the reference hold a level');
    const more = await workspace.compare(before, table('a', 'x', 'y', 'z'), '--spec', spec);
    expect(more.findings).toContainEqual({
      column: 'grade',
      finding: 'unseen_levels',
      share: 0.75
    });
    expect(more.findings).toContainEqual(finding);
  });
});
