import { readdir, readFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { EspalierError, isSystemError, type Problem } from '@espalier/core';
import { parseJsonAs } from '@espalier/core/contracts';
import { decodeText, exists, readObstacle, sha256 } from '@espalier/core/files';
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

/** The name of a file that only folders of rules have. */
const RULE_FILE = /^(CHECKSUMS|model_v[\w.-]+)\.json$/;
/** Versions that a message lists, and how much of a name it shows. */
const MAX_LISTED = 10;
const MAX_NAME = 64;

/** Test whether a folder holds rule artifacts, or the rest of them without their manifest. */
export async function holdsRules(folder: string): Promise<boolean> {
  if (await exists(join(folder, RULE_MANIFEST))) return true;
  const names = await readdir(folder).catch((): string[] => []);
  return !names.includes('manifest.json') && names.some(name => RULE_FILE.test(name));
}

/**
 * Open the active version of a rules folder. Its file must match CHECKSUMS.json; damaged inactive versions and an edited
 * manifest are only reported. Errors: E_BUNDLE_MISSING without a manifest, E_BUNDLE_DAMAGED naming the file.
 */
export async function openRules(folder: string): Promise<RuleModel> {
  const bytes = await readPart(folder, RULE_MANIFEST);
  if (bytes === undefined)
    throw new EspalierError(
      'E_BUNDLE_MISSING',
      `Cannot find rules in "${folder}": there is no ${RULE_MANIFEST}`,
      `Put ${RULE_MANIFEST} back, beside the files that it names`
    );
  const manifest = parseJsonAs(ruleManifestSchema, decodeText(bytes), what =>
    damaged(folder, RULE_MANIFEST, what)
  );
  const listed = await readPart(folder, CHECKSUMS);
  if (listed === undefined) throw damaged(folder, CHECKSUMS, 'is missing');
  const checksums = parseJsonAs(ruleChecksumsSchema, decodeText(listed), what =>
    damaged(folder, CHECKSUMS, what)
  );
  const active = await openVersion(folder, manifest, checksums, manifest.active_model_version);
  const notes: Problem[] = [];
  if (checksums[RULE_MANIFEST] !== sha256(bytes))
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
  if (name === undefined) throw unknownVersion(folder, manifest, version);
  const content = await readPart(folder, name);
  if (content === undefined) throw damaged(folder, name, 'is missing');
  const checksum = sha256(content);
  if (!Object.hasOwn(checksums, name))
    throw damaged(
      folder,
      CHECKSUMS,
      `does not list ${name}`,
      `Add the sha256 of ${name} to ${CHECKSUMS}`
    );
  if (checksums[name]!.toLowerCase() !== checksum)
    throw damaged(
      folder,
      name,
      `does not match its checksum in ${CHECKSUMS}`,
      `Restore ${name}, or update its sha256 in ${CHECKSUMS}`
    );
  const artifact = parseJsonAs(ruleArtifactSchema, decodeText(content), what =>
    damaged(folder, name, what)
  );
  if (artifact.model_version !== version)
    throw damaged(
      folder,
      name,
      `holds version ${quote(artifact.model_version)}, but ${RULE_MANIFEST} has it as ${quote(version)}`,
      `Correct the paths in ${RULE_MANIFEST}`
    );
  return {
    name: artifact.model_name,
    version,
    createdAt: artifact.created_at,
    artifactPath: `${basename(resolve(folder))}/${name}`,
    checksum,
    config: artifact.rule_config
  };
}

/** Name the version that the manifest asks for, and those it has. */
function unknownVersion(folder: string, { paths }: RuleManifest, version: string): EspalierError {
  const names = Object.keys(paths);
  const shown = names.slice(0, MAX_LISTED).map(quote).join(', ');
  const more = names.length > MAX_LISTED ? ` and ${names.length - MAX_LISTED} more` : '';
  return damaged(
    folder,
    RULE_MANIFEST,
    `has no path for version ${quote(version)}; it has ${shown === '' ? 'none at all' : shown + more}`,
    `Set active_model_version in ${RULE_MANIFEST} to a version that has a path`
  );
}

function quote(name: string): string {
  return JSON.stringify(name.length > MAX_NAME ? `${name.slice(0, MAX_NAME)}…` : name);
}

async function readPart(folder: string, name: string): Promise<Buffer | undefined> {
  try {
    return await readFile(join(folder, name));
  } catch (cause) {
    if (isSystemError(cause, 'ENOENT', 'ENOTDIR')) return undefined;
    throw damaged(
      folder,
      name,
      `cannot be read: ${readObstacle(cause) ?? 'the read failed'}`,
      'Check the file and its permissions'
    );
  }
}

function damaged(
  folder: string,
  name: string,
  what: string,
  hint = name === RULE_MANIFEST ? `Correct or restore ${name}` : `Restore ${name}`
): EspalierError {
  return new EspalierError(
    'E_BUNDLE_DAMAGED',
    `Cannot open the rules "${folder}": ${name} ${what}`,
    hint
  );
}
