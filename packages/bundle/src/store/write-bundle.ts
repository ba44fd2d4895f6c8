import { formatDatasetSpec } from '@espalier/core/contracts';
import type { Manifest } from '@espalier/core/contracts';
import { sha256 } from '@espalier/core/files';
import {
  type Bundle,
  type BundleParts,
  CONTENT_FILES,
  createBundle,
  MANIFEST_FILE
} from '../bundle.ts';
import { goldenRows, scoreGolden } from '../golden.ts';
import { publishFiles } from './publish.ts';

/** Contents of optional files, by name: feature_importances.csv, fairness.json, report.html. */
export type ExtraFiles = Readonly<Record<string, string>>;

/** Write a bundle into a folder atomically, keeping unrelated files. Returns the bundle as a reader opens it. */
export async function writeBundle(
  folder: string,
  parts: BundleParts,
  extra: ExtraFiles
): Promise<Bundle> {
  const files = new Map<string, string>([
    ['dataset.yaml', formatDatasetSpec(parts.spec)],
    ['decision.json', formatJson(parts.decision)],
    ['feature_pipeline.json', formatJson(parts.pipeline)],
    ['metrics.json', formatJson(parts.metrics)],
    // On one line, because a model of trees can hold a hundred thousand numbers.
    ['model.json', `${JSON.stringify(parts.model)}\n`],
    ['profile.json', formatJson(parts.profile)],
    ...Object.entries(extra)
  ]);
  const manifest = createManifest(parts, files);
  await publishFiles(folder, new Map([...files, [MANIFEST_FILE, formatJson(manifest)]]));
  return createBundle(parts, manifest);
}

function createManifest(parts: BundleParts, files: ReadonlyMap<string, string>): Manifest {
  const checksums = Object.fromEntries(
    [...files]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, content]) => [name, sha256(content)])
  );
  const rows = goldenRows(parts.spec, parts.profile);
  return {
    format: 'espalier.bundle/1',
    name: parts.spec.name,
    version: parts.spec.version,
    family: parts.model.family,
    files: checksums,
    content_sha256: contentChecksum(checksums),
    golden: { rows, probabilities: scoreGolden(parts, rows) }
  };
}

/** Compute one checksum over the reproducible files: the sha256 of their sorted list in sha256sum format. */
export function contentChecksum(checksums: Readonly<Record<string, string>>): string {
  const lines = CONTENT_FILES.flatMap(name =>
    checksums[name] === undefined ? [] : [`${checksums[name]}  ${name}\n`]
  );
  return sha256(lines.join(''));
}

function formatJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
