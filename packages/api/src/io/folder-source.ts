import { readFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { openBundle } from '@espalier/bundle';
import { EspalierError } from '@espalier/core';
import { parseDatasetSpec } from '@espalier/core/contracts';
import { decodeText, exists, readText } from '@espalier/core/files';
import { bundleModel } from '../models/bundle-model.ts';
import type { ModelIdentity, ModelSource } from '../models/model-slot.ts';
import type { ModelVersion } from '../models/model-version.ts';
import { drawBelow } from './crypto.ts';
import { createFolderStamp } from './folder-stamp.ts';
import { holdsRules, openRules } from '../rules/open-rules.ts';
import { ruleModel } from '../rules/rule-model.ts';

const SAFE_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;
/** Attempts to read files that change meanwhile. */
const MAX_READS = 3;

/** Load models from a folder with a bundle or with rule artifacts. */
export function folderSource(folder: string): ModelSource {
  const stamp = createFolderStamp(folder);
  const openFolder = createOpener(folder);
  return {
    label: folder,
    async open() {
      for (let reads = 1; ; ++reads) {
        const before = await stamp();
        const outcome = await openFolder().then(
          model => ({ model }),
          (error: unknown) => ({ error })
        );
        const isLast = reads === MAX_READS || (await stamp()).files === before.files;
        if (!isLast) continue;
        if ('error' in outcome) throw outcome.error;
        const { model } = outcome;
        const digest = `${before.lists} ${JSON.stringify(model.notes)}`;
        return { model, stamp: before.files, digest };
      }
    },
    identify: () => identify(folder),
    stamp: async () => (await stamp()).files,
    now: () => new Date()
  };
}

/** Open the model of a folder; remembers its kind for when the manifest is gone. */
function createOpener(folder: string): () => Promise<ModelVersion> {
  let last: 'rules' | 'bundle' | undefined;
  return async () => {
    const isRules =
      (await holdsRules(folder)) ||
      (last === 'rules' && !(await exists(join(folder, 'manifest.json'))));
    try {
      const model = isRules
        ? ruleModel(await openRules(folder), drawBelow)
        : bundleModel(await openBundle(folder), drawBelow);
      last = isRules ? 'rules' : 'bundle';
      return model;
    } catch (error) {
      if (last === undefined || !(error instanceof EspalierError)) throw error;
      if (error.code !== 'E_BUNDLE_MISSING') throw error;
      throw new EspalierError(
        error.code,
        error.message,
        'Put the files back; until then, the version before is served'
      );
    }
  };
}

/** Read the name and contract of a damaged model; the name of the folder if its files tell none. */
async function identify(folder: string): Promise<ModelIdentity> {
  const fallback = basename(resolve(folder));
  const unnamed = SAFE_NAME.test(fallback) ? fallback : 'model';
  if (await holdsRules(folder))
    return { name: (await activeName(folder)) ?? unnamed, contract: 'triad' };
  const text = await readText(join(folder, 'dataset.yaml')).catch(() => '');
  try {
    const { name, serve } = parseDatasetSpec(text, 'dataset.yaml');
    return { name, contract: serve.contract ?? 'rows' };
  } catch (error) {
    if (!(error instanceof EspalierError)) throw error;
    return { name: unnamed, contract: 'rows' };
  }
}

async function activeName(folder: string): Promise<string | undefined> {
  try {
    const { active_model_version: active, paths } = (await readJson(
      folder,
      'model_manifest.json'
    )) as {
      active_model_version: string;
      paths: Record<string, string>;
    };
    const { model_name: name } = (await readJson(folder, basename(paths[active] ?? ''))) as {
      model_name: unknown;
    };
    return typeof name === 'string' && SAFE_NAME.test(name) ? name : undefined;
  } catch {
    return undefined;
  }
}

async function readJson(folder: string, name: string): Promise<unknown> {
  return JSON.parse(decodeText(await readFile(join(folder, name)))) as unknown;
}
