import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { EspalierError, isSystemError } from '@espalier/core';
import {
  type DatasetSpec,
  decisionSchema,
  type Feature,
  type Manifest,
  manifestSchema,
  metricsSchema,
  parseDatasetSpec,
  parseJsonAs,
  type Pipeline,
  pipelineSchema,
  profileSchema
} from '@espalier/core/contracts';
import { decodeText, readObstacle, sha256 } from '@espalier/core/files';
import { z } from 'zod';
import {
  type Bundle,
  type BundleParts,
  createBundle,
  GOLDEN_TOLERANCE,
  MANIFEST_FILE,
  REQUIRED_FILES
} from '../bundle.ts';
import { FAMILIES, familyOf, isFamily, type Model } from '../families/index.ts';
import { scoreGolden } from '../golden.ts';
import { READY_FOLDER } from './publish.ts';
import { contentChecksum } from './write-bundle.ts';

/**
 * Open a bundle, verifying every checksum and format and scoring the golden rows again. Nothing in a bundle can run code.
 * Errors: E_BUNDLE_MISSING, E_BUNDLE_DAMAGED naming the file.
 */
export async function openBundle(folder: string): Promise<Bundle> {
  try {
    return await openOnce(folder);
  } catch (error) {
    // A new bundle may have been published between two reads; a second try sees all of it.
    if (error instanceof EspalierError && error.code === 'E_BUNDLE_DAMAGED')
      return openOnce(folder);
    throw error;
  }
}

async function openOnce(folder: string): Promise<Bundle> {
  const manifest = parseJsonAs(manifestSchema, decodeText(await readManifest(folder)), what =>
    damaged(folder, MANIFEST_FILE, what)
  );
  for (const name of REQUIRED_FILES)
    if (!Object.hasOwn(manifest.files, name))
      throw damaged(folder, MANIFEST_FILE, `does not list ${name}`);
  const files = new Map<string, string>();
  for (const [name, checksum] of Object.entries(manifest.files)) {
    const content = await readPart(folder, name);
    if (content === undefined) throw damaged(folder, name, 'is missing');
    if (sha256(content) !== checksum)
      throw damaged(folder, name, 'does not match its checksum in the manifest');
    files.set(name, decodeText(content));
  }
  if (contentChecksum(manifest.files) !== manifest.content_sha256)
    throw damaged(folder, MANIFEST_FILE, 'has a wrong content_sha256');
  const parts = parseParts(folder, manifest, files);
  verifyGolden(folder, manifest, parts);
  return createBundle(parts, manifest);
}

async function readManifest(folder: string): Promise<Uint8Array> {
  const found = await readPart(folder, MANIFEST_FILE);
  if (found !== undefined) return found;
  const hint = 'Train a model first: make train, or train --data FILE';
  try {
    if ((await stat(folder)).isDirectory())
      throw new EspalierError(
        'E_BUNDLE_MISSING',
        `Cannot find a bundle in "${folder}": there is no ${MANIFEST_FILE}`,
        hint
      );
  } catch (cause) {
    if (cause instanceof EspalierError) throw cause;
    throw new EspalierError('E_BUNDLE_MISSING', `Cannot find the folder "${folder}"`, hint, {
      cause
    });
  }
  throw new EspalierError(
    'E_BUNDLE_MISSING',
    `Cannot open "${folder}": it is a file, expected a folder`,
    hint
  );
}

/** Read a file of the bundle, from the ready folder during a publication. */
async function readPart(folder: string, name: string): Promise<Uint8Array | undefined> {
  for (const path of [join(folder, READY_FOLDER, name), join(folder, name)]) {
    try {
      return await readFile(path);
    } catch (cause) {
      if (!isSystemError(cause, 'ENOENT', 'ENOTDIR'))
        throw damaged(
          folder,
          name,
          `cannot be read: ${readObstacle(cause) ?? 'the read failed'}`,
          cause
        );
    }
  }
  return undefined;
}

function parseParts(
  folder: string,
  manifest: Manifest,
  files: ReadonlyMap<string, string>
): BundleParts {
  const read = <T>(schema: z.ZodType<T>, name: string): T =>
    parseJsonAs(schema, files.get(name)!, what => damaged(folder, name, what));
  const { family } = read(z.object({ family: z.string() }), 'model.json');
  if (!isFamily(family))
    throw damaged(
      folder,
      'model.json',
      `has an unknown family, expected one of ${Object.keys(FAMILIES).join(', ')}`
    );
  const model = read<Model>(FAMILIES[family].schema, 'model.json');
  const pipeline = read(pipelineSchema, 'feature_pipeline.json');
  const numFeatures = familyOf(model).numFeatures(model);
  if (numFeatures !== pipeline.features.length)
    throw damaged(
      folder,
      'model.json',
      `takes ${numFeatures} features, but the pipeline produces ${pipeline.features.length}`
    );
  const spec = parseSpec(folder, files.get('dataset.yaml')!);
  if (spec.name !== manifest.name || spec.version !== manifest.version)
    throw damaged(folder, MANIFEST_FILE, 'names a different model than dataset.yaml');
  return {
    spec: withLearnedLevels(spec, pipeline),
    pipeline,
    model,
    decision: read(decisionSchema, 'decision.json'),
    profile: read(profileSchema, 'profile.json'),
    metrics: read(metricsSchema, 'metrics.json')
  };
}

/** The spec with the levels that the pipeline knows beside those that it declares. */
function withLearnedLevels(spec: DatasetSpec, { steps }: Pipeline): DatasetSpec {
  const levelsOf = new Map(
    steps.flatMap((step): [string, readonly string[]][] =>
      step.kind === 'ordinal' || step.kind === 'one_hot' ? [[step.column, step.levels]] : []
    )
  );
  const features = Object.entries(spec.features).map(([name, feature]): [string, Feature] => {
    const known = levelsOf.get(name);
    if (feature.kind !== 'category' || known === undefined) return [name, feature];
    const declared = new Set(feature.levels);
    const learned = known.filter(level => !declared.has(level));
    return [
      name,
      learned.length === 0 ? feature : { ...feature, learned: [...declared, ...learned] }
    ];
  });
  return { ...spec, features: Object.fromEntries(features) };
}

function parseSpec(folder: string, text: string): DatasetSpec {
  try {
    return parseDatasetSpec(text, join(folder, 'dataset.yaml'));
  } catch (cause) {
    throw damaged(folder, 'dataset.yaml', 'does not match its schema', cause);
  }
}

function verifyGolden(folder: string, manifest: Manifest, parts: BundleParts): void {
  const { rows, probabilities } = manifest.golden;
  let scores: number[];
  try {
    scores = scoreGolden(parts, rows);
  } catch (cause) {
    throw damaged(folder, MANIFEST_FILE, 'has golden rows that cannot be scored', cause);
  }
  const worst = Math.max(...scores.map((score, i) => Math.abs(score - (probabilities[i] ?? NaN))));
  if (!(worst <= GOLDEN_TOLERANCE))
    throw damaged(folder, 'model.json', 'does not reproduce the stored scores of the golden rows');
}

function damaged(folder: string, name: string, what: string, cause?: unknown): EspalierError {
  return new EspalierError(
    'E_BUNDLE_DAMAGED',
    `Cannot open the bundle "${folder}": ${name} ${what}`,
    'Restore the file, or train again',
    cause === undefined ? {} : { cause }
  );
}
