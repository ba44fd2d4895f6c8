import { describe, expect, test } from '@jest/globals';
import { basename } from 'node:path';
import { findSpec, readSpec } from '../../src/spec/find-spec.ts';
import { rejectionOf } from '../../../../test/support/failure.ts';
import { temporaryFolder } from '../../../../test/support/temporary-folder.ts';

const file = temporaryFolder();

function specText(name: string, columns: readonly string[], more = ''): string {
  const features = columns.map(column => `${column}: { kind: number }`).join(', ');
  return `name: ${name}\ntarget: { column: bin_y, positive: 1 }\nfeatures: { ${features} }\n${more}`;
}

const TABLE = 'num_a,num_b,bin_y\n1,2,1\n';

/** Name and file of what was found. */
async function found(table: string, named?: string): Promise<string[] | undefined> {
  const result = await findSpec(table, named);
  return result === undefined ? undefined : [result.spec.name, basename(result.path)];
}

describe('findSpec()', () => {
  test('takes the one that is named, whatever lies beside the table', async () => {
    const table = file('named/t.csv', TABLE);
    file('named/t.yaml', specText('beside', ['num_a', 'num_b']));
    const named = file('elsewhere/other.yml', specText('named', ['num_z']));
    expect(await found(table, named)).toEqual(['named', 'other.yml']);
  });

  test.each(['yaml', 'yml', 'YAML'])('takes the .%s of the same base name', async extension => {
    const table = file(`base-${extension}/t.csv`, TABLE);
    file(`base-${extension}/t.${extension}`, specText('own', ['num_z']));
    file(`base-${extension}/fits.yaml`, specText('fits', ['num_a', 'num_b']));
    expect(await found(table)).toEqual(['own', `t.${extension}`]);
  });

  test('takes the single one whose columns are those of the header', async () => {
    const table = file('fit/t.csv', TABLE);
    file('fit/fits.yaml', specText('fits', ['num_b', 'num_a']));
    file('fit/fewer.yaml', specText('fewer', ['num_a']));
    file('fit/more.yaml', specText('more', ['num_a', 'num_b', 'num_c']));
    expect(await found(table)).toEqual(['fits', 'fits.yaml']);
  });

  test('counts ignored and sensitive columns, and trims as the spec says', async () => {
    const table = file('roles/t.csv', ' num_a, num_b, bin_y, txt_id\n1,2,1,7\n');
    file(
      'roles/roles.yaml',
      specText('roles', ['num_a'], 'ignore: [txt_id]\nsensitive: [num_b]\ntrim: true\n')
    );
    file(
      'roles/untrimmed.yaml',
      specText('untrimmed', ['num_a'], 'ignore: [txt_id]\nsensitive: [num_b]\n')
    );
    expect(await found(table)).toEqual(['roles', 'roles.yaml']);
  });

  test('takes none of two that fit', async () => {
    const table = file('two/t.csv', TABLE);
    file('two/one.yaml', specText('one', ['num_a', 'num_b']));
    file('two/other.yaml', specText('other', ['num_a', 'num_b']));
    expect(await found(table)).toBeUndefined();
  });

  test('passes over YAML that is no spec, and folders called like one', async () => {
    const table = file('mixed/t.csv', TABLE);
    file('mixed/compose.yaml', 'services: { web: {} }\n');
    file('mixed/broken.yaml', 'a: [\n');
    file('mixed/empty.yml', '');
    file('mixed/folder.yaml/inner.txt', '');
    expect(await found(table)).toBeUndefined();
    file('mixed/fits.yaml', specText('fits', ['num_a', 'num_b']));
    expect(await found(table)).toEqual(['fits', 'fits.yaml']);
  });

  test('finds none beside a table that is alone, or not there', async () => {
    expect(await found(file('alone/t.csv', TABLE))).toBeUndefined();
    expect(await found(file('nowhere/t.csv'))).toBeUndefined();
  });

  test('says what is wrong with the one of the same base name', async () => {
    const table = file('broken/t.csv', TABLE);
    file('broken/t.yaml', 'nam: x\n');
    const error = await rejectionOf(findSpec(table));
    expect(error.code).toBe('E_SPEC_INVALID');
    expect(error.message).toContain('t.yaml');
  });

  test('says that the named one is not there', async () => {
    const table = file('gone/t.csv', TABLE);
    const error = await rejectionOf(findSpec(table, file('gone/spec.yaml')));
    expect(error.code).toBe('E_FILE_MISSING');
    expect(error.exitCode).toBe(66);
  });
});

test('readSpec() takes a byte order mark', async () => {
  const path = file('bom.yaml', `\uFEFF${specText('marked', ['num_a'])}`);
  expect((await readSpec(path)).name).toBe('marked');
});
