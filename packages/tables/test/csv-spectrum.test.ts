import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { readColumnNames } from '../src/read-table.ts';
import { describeWithSharedData } from '../../../test/support/shared-data.ts';
import { CATEGORY, readCells } from './support/read.ts';

/** The collection's own slip: its JSON has another telephone number than its CSV. */
const SLIPS: Record<string, Record<string, string>> = {
  'location_coordinates.csv': { 'Contact Phone Number': '2095257564' }
};

describeWithSharedData('csv_spectrum', folder => {
  const names = readdirSync(join(folder, 'csvs'));

  test('has its twelve files', () => {
    expect(names).toHaveLength(12);
  });

  test.each(names)('%s says what its JSON says, as text', async name => {
    const path = join(folder, 'csvs', name);
    const json = JSON.parse(
      readFileSync(join(folder, 'json', name.replace('.csv', '.json')), 'utf8')
    ) as Record<string, string> | Record<string, string>[];
    const expected = [json].flat().map(row => ({ ...row, ...SLIPS[name] }));
    const columns = await readColumnNames(path, { trim: false });
    expect(columns).toEqual(Object.keys(expected[0]!));
    const cells = await readCells(path, {
      features: Object.fromEntries(columns.map(column => [column, CATEGORY])),
      target: { column: 'not in the file', positive: 1 }
    });
    // An empty cell is missing, quoted or not.
    expect(cells).toEqual(columns.map(column => expected.map(row => row[column]! || null)));
  });
});
