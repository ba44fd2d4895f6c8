import { EspalierError } from '@espalier/core';
import { checkInputFile } from '@espalier/core/files';
import { expandGlob } from '@espalier/tables';

/** The files that a path or a pattern names. Errors: E_FILE_MISSING, E_FILE_UNREADABLE, E_TABLE_EMPTY. */
export async function findTables(data: string): Promise<readonly string[]> {
  const paths = await expandGlob(data);
  if (paths.length === 0)
    throw new EspalierError(
      'E_FILE_MISSING',
      `Cannot find a file that matches "${data}"`,
      'Check the pattern'
    );
  for (const path of paths) await checkInputFile(path);
  return paths;
}
