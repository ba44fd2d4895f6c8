import { type Bundle, openBundle } from '@espalier/bundle';
import { EspalierError } from '@espalier/core';
import { exists } from '@espalier/core/files';

/** Open a bundle, verified. Errors: E_BUNDLE_*; E_USAGE for the folder of a rule model, which scores no tables. */
export async function openModel(folder: string): Promise<Bundle> {
  const has = async (name: string): Promise<boolean> => exists(`${folder}/${name}`);
  if ((await has('model_manifest.json')) && !(await has('manifest.json')))
    throw new EspalierError(
      'E_USAGE',
      `Cannot use "${folder}" for a table: it holds a rule model, which answers over HTTP only`,
      'Pass the folder of a trained bundle, or start serve --bundle with this one'
    );
  return openBundle(folder);
}
