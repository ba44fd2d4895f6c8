import { expect, test } from '@jest/globals';
import { formatImportances } from '@espalier/trainer';

test('formatImportances() quotes names that need it', () => {
  const csv = formatImportances([
    { column: 'plain', importance: 1.5 },
    { column: 'a,"b"', importance: 0.25 }
  ]);
  expect(csv).toBe('feature,importance\nplain,1.5\n"a,""b""",0.25\n');
});
