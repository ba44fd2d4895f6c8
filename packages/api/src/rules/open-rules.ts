import { readFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { EspalierError, isSystemError, type Problem } from '@espalier/core';
import { parseJsonAs } from '@espalier/core/contracts';
import { readFailure, sha256 } from '@espalier/core/files';
import {
  ruleArtifactSchema,
  ruleChecksumsSchema,
  type RuleConfig,
  type RuleManifest,
  ruleManifestSchema
} from './rule-files.ts';

const RULE_MANIFEST = 'model_manifest.json';
const CHECKSUMS = 'CHECKSUMS.json';

/** One verified version of a rule model. */
export interface RuleModel {
  readonly name: string;
  readonly version: string;
  readonly createdAt: string;
  /** Relative to the folder's parent: `risk_triad/model_v1.json`. */
  readonly artifactPath: string;
  /** sha256 of the artifact file. */
  readonly checksum: string;
  readonly config: RuleConfig;
  /** Problems that do not prevent serving: damaged inactive versions, an edited manifest. */
  readonly notes: readonly Problem[];
}

/** Test whether a folder holds rule artifacts. */
export async function holdsRules(folder: string): Promise<boolean> {
  return (await readPart(folder, RULE_MANIFEST)) !== undefined;
}

/**
 * Open the active version of a rules folder. Its file must match CHECKSUMS.json; damaged inactive versions and an edited
 * manifest are only reported. Errors: E_BUNDLE_MISSING without a manifest, E_BUNDLE_DAMAGED naming the file.
 */
export async function openRules(folder: string): Promise<RuleModel> {
  const text = await readPart(folder, RULE_MANIFEST);
  if (text === undefined)
    throw new EspalierError(
      'E_BUNDLE_MISSING',
      `Cannot find rules in "${folder}": no ${RULE_MANIFEST}, expected one`,
      'Name a folder of rule artifacts'
    );
  const manifest = parseJsonAs(ruleManifestSchema, text.toString(), what =>
    damaged(folder, RULE_MANIFEST, what)
  );
  const listed = await readPart(folder, CHECKSUMS);
  if (listed === undefined) throw damaged(folder, CHECKSUMS, 'is missing');
  const checksums = parseJsonAs(ruleChecksumsSchema, listed.toString(), what =>
    damaged(folder, CHECKSUMS, what)
  );
  const active = await openVersion(folder, manifest, checksums, manifest.active_model_version);
  const notes: Problem[] = [];
  if (checksums[RULE_MANIFEST] !== sha256(text))
    notes.push({ file: RULE_MANIFEST, problem: 'was edited after its checksum was computed' });
  for (const version of manifest.available_versions) {
    if (version === manifest.active_model_version) continue;
    const failure = await openVersion(folder, manifest, checksums, version).then(
      () => undefined,
      (error: unknown) => error
    );
    if (failure instanceof EspalierError) notes.push({ field: version, problem: failure.message });
  }
  return { ...active, notes };
}

async function openVersion(
  folder: string,
  manifest: RuleManifest,
  checksums: Readonly<Record<string, string>>,
  version: string
): Promise<Omit<RuleModel, 'notes'>> {
  const name = Object.hasOwn(manifest.paths, version) ? manifest.paths[version] : undefined;
  if (name === undefined)
    throw damaged(folder, RULE_MANIFEST, 'has no path for one of its versions');
  const content = await readPart(folder, name);
  if (content === undefined) throw damaged(folder, name, 'is missing');
  const checksum = sha256(content);
  if (!Object.hasOwn(checksums, name)) throw damaged(folder, CHECKSUMS, `does not list ${name}`);
  if (checksums[name] !== checksum)
    throw damaged(folder, name, `does not match its checksum in ${CHECKSUMS}`);
  const artifact = parseJsonAs(ruleArtifactSchema, content.toString('utf8'), what =>
    damaged(folder, name, what)
  );
  if (artifact.model_version !== version)
    throw damaged(folder, name, 'holds a different version than the manifest says');
  return {
    name: artifact.model_name,
    version,
    createdAt: artifact.created_at,
    artifactPath: `${basename(resolve(folder))}/${name}`,
    checksum,
    config: artifact.rule_config
  };
}

async function readPart(folder: string, name: string): Promise<Buffer | undefined> {
  try {
    return await readFile(join(folder, name));
  } catch (cause) {
    if (isSystemError(cause, 'ENOENT', 'ENOTDIR')) return undefined;
    throw readFailure(join(folder, name), cause);
  }
}

function damaged(folder: string, name: string, what: string): EspalierError {
  return new EspalierError(
    'E_BUNDLE_DAMAGED',
    `Cannot open the rules "${folder}": ${name} ${what}`,
    'Restore the file, or update its checksum'
  );
}
