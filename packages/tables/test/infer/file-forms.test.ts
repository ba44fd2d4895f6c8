import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { inferSpec } from '../../src/infer/infer-spec.ts';
import { readTable } from '../../src/read-table.ts';
import { rejectionOf } from '../../../../test/support/failure.ts';
import { temporaryFolder } from '../../../../test/support/temporary-folder.ts';

const file = temporaryFolder();

describe('files in other clothes', () => {
  const rows = Array.from(
    { length: 40 },
    (_, i) => `${i % 11},${['café', 'thé'][i % 2]!},${i % 2}`
  );
  const text = `num_a,cat_b,bin_y\n${rows.join('\n')}\n`;
  const levelsOf = async (path: string, rules = {}): Promise<unknown> => {
    const known = { target: 'bin_y', rules: { trim: true, ...rules } };
    const { spec } = await inferSpec(path, known);
    const { table } = await readTable(path, spec, { target: 'require', policies: 'enforce' });
    const column = table.columns[1]!;
    return column.kind === 'category' ? column.levels : undefined;
  };

  test.each([
    ['UTF-16, little end first', Buffer.from(`\uFEFF${text}`, 'utf16le')],
    ['UTF-16, big end first', Buffer.from(`\uFEFF${text}`, 'utf16le').swap16()],
    ['UTF-16 without a mark', Buffer.from(text, 'utf16le')],
    ['gzip', gzipSync(text)],
    ['sep=', `sep=,\n${text}`],
    ['a byte order mark', `\uFEFF${text}`]
  ])('are read: %s', async (_, content) => {
    expect(await levelsOf(file('clothes.csv', content))).toEqual(['café', 'thé']);
  });

  test('gzip of JSON Lines is read', async () => {
    const lines = rows.map(row => {
      const [num_a, cat_b, bin_y] = row.split(',');
      return JSON.stringify({ num_a: Number(num_a), cat_b, bin_y: Number(bin_y) });
    });
    const path = file('lines.jsonl.gz', gzipSync(`${lines.join('\n')}\n`));
    expect(await levelsOf(path)).toEqual(['café', 'thé']);
  });

  test('Windows-1252 is refused before anything is inferred, and read where the rules name it', async () => {
    const path = file('latin.csv', Buffer.from(text, 'latin1'));
    const error = await rejectionOf(levelsOf(path));
    expect(error.code).toBe('E_TABLE_UNREADABLE');
    expect(error.message).toContain('the first is line 2');
    expect(error.hint).toMatch(/encoding=windows-1252.*iconv -f WINDOWS-1252/);
    expect(await levelsOf(path, { encoding: 'windows-1252' })).toEqual(['café', 'thé']);
  });

  test.each([
    ['a title', 'Report of March\n\n', 'header_line=3', { header_line: 3 }],
    ['a padded title', 'Report,,\n', 'header_line=2', { header_line: 2 }],
    ['comments', '# made by a tool\n# twice\n', 'comment=#', { comment: '#' }]
  ])('%s above the header is told with what to write', async (_, above, hint, rules) => {
    const path = file('above.csv', above + text);
    const error = await rejectionOf(levelsOf(path));
    expect(error.code).toBe('E_HEADER_INVALID');
    expect(error.message).toContain('line 1');
    expect(error.hint).toContain(hint);
    expect(await levelsOf(path, rules)).toEqual(['café', 'thé']);
  });

  test('keep their line numbers behind titles and comments', async () => {
    const path = file(
      'lines.csv',
      `# one\nnum_a,cat_b,bin_y\n1,x,0\n# two\noops,y,1\n2,x,0\n3,y,1\n`
    );
    const { spec } = await inferSpec(path, {
      target: 'bin_y',
      rules: { trim: true, comment: '#' }
    });
    const asNumber = { ...spec.features['cat_b']!, kind: 'number' } as never;
    const error = await rejectionOf(
      readTable(
        path,
        { ...spec, features: { num_a: asNumber } },
        { target: 'require', policies: 'enforce' }
      )
    );
    expect(error.details).toMatchObject([{ line: 5, field: 'num_a' }]);
  });

  test('damaged gzip is told', async () => {
    const path = file('cut.csv.gz', gzipSync(text).subarray(0, 60));
    expect((await rejectionOf(levelsOf(path))).message).toContain('Cannot decompress');
  });

  test.each([
    ['numbers', '5.1,3.5,1\n4.9,3.0,0\n4.7,3.2,0\n4.6,3.1,1\n', '1'],
    ['values of text columns', 'x,s,n\nb,s,y\nx,s,n\nb,w,y\nx,w,y\n', 'n']
  ])('without a header, %s on the first line are told', async (_, content, target) => {
    const error = await rejectionOf(inferSpec(file('bare.csv', content), { target }));
    expect(error.code).toBe('E_HEADER_INVALID');
    expect(error.message).toContain('line 1 was taken for the header');
  });

  test('names of years are names', async () => {
    const years = Array.from({ length: 30 }, (_, i) => `${i * 1.5},${i * 2.5},${i * 3.5},${i % 2}`);
    const path = file('years.csv', `2019,2020,2021,bin_y\n${years.join('\n')}\n`);
    const { spec } = await inferSpec(path, { target: 'bin_y' });
    expect(Object.keys(spec.features)).toEqual(['2019', '2020', '2021']);
  });
});
