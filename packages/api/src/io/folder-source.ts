import { readFile, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { openBundle } from '@espalier/bundle';
import { EspalierError } from '@espalier/core';
import { parseDatasetSpec } from '@espalier/core/contracts';
import { bundleModel } from '../models/bundle-model.ts';
import type { ModelIdentity, ModelSource } from '../models/model-slot.ts';
import type { ModelVersion } from '../models/model-version.ts';
import { holdsRules, openRules } from '../rules/open-rules.ts';
import { ruleModel } from '../rules/rule-model.ts';

/** The files whose change means a new version. */
const STAMPED = ['manifest.json', 'model_manifest.json', 'CHECKSUMS.json'];
const SAFE_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;

/** Load models from a folder with a bundle or with rule artifacts. */
export function folderSource(folder: string): ModelSource {
  return {
    label: folder,
    async open(): Promise<ModelVersion> {
      return (await holdsRules(folder))
        ? ruleModel(await openRules(folder))
        : bundleModel(await openBundle(folder));
    },
    identify: () => identify(folder),
    async stamp() {
      const parts = await Promise.all(
        STAMPED.map(name =>
          stat(join(folder, name)).then(
            ({ mtimeMs, size, ino }) => `${name} ${mtimeMs} ${size} ${ino}`,
            () => ''
          )
        )
      );
      return parts.join('\n');
    }
  };
}

/** Read the name and contract of a damaged model; the name of the folder if its files tell none. */
async function identify(folder: string): Promise<ModelIdentity> {
  const fallback = basename(resolve(folder));
  const unnamed = SAFE_NAME.test(fallback) ? fallback : 'model';
  if (await holdsRules(folder).catch(() => false))
    return { name: (await activeName(folder)) ?? unnamed, contract: 'triad' };
  const text = await readFile(join(folder, 'dataset.yaml'), 'utf8').catch(() => '');
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
  return JSON.parse(await readFile(join(folder, name), 'utf8')) as unknown;
}
