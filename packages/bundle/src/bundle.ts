import { createRowEncoder, type RowEncoder, type Table } from '@espalier/core';
import type {
  DatasetSpec,
  Decision,
  Manifest,
  Metrics,
  Pipeline,
  Profile
} from '@espalier/core/contracts';
import { createDecider, type Decider, groupsOf } from './decide.ts';
import { createExplainer, type Explainer, type Reason, topReasons } from './explain.ts';
import type { Model } from './families/index.ts';
import { createScorer, type Scorer } from './score.ts';

/** The parts of a model that training produces. */
export interface BundleParts {
  /** With the levels of every category filled in by training. */
  readonly spec: DatasetSpec;
  readonly pipeline: Pipeline;
  readonly model: Model;
  readonly decision: Decision;
  readonly profile: Profile;
  readonly metrics: Metrics;
}

/** One model version, ready to score. */
export interface Bundle extends BundleParts {
  readonly manifest: Manifest;
  /** Encode JSON rows as a table and list every problem. */
  readonly encodeRows: RowEncoder;
  readonly score: Scorer;
  /** Decide the class, 1 or 0, of each row from its probability. */
  readonly decide: Decider;
  /** Explain each row's score by its `top` reasons. */
  readonly explain: (table: Table, top: number) => Reason[][];
}

export function createBundle(parts: BundleParts, manifest: Manifest): Bundle {
  // Made with the first reasons: a server may never be asked for any, and starts sooner without.
  let explain: Explainer | undefined;
  return {
    ...parts,
    manifest,
    encodeRows: createRowEncoder(parts.spec, groupsOf(parts.decision)),
    score: createScorer(parts),
    decide: createDecider(parts.decision),
    explain(table, top) {
      const contributions = (explain ??= createExplainer(parts))(table);
      return Array.from({ length: table.numRows }, (_, row) => topReasons(contributions, row, top));
    }
  };
}

/** The files that are reproducible byte for byte from seed, input and configuration. */
export const CONTENT_FILES = [
  'decision.json',
  'fairness.json',
  'feature_importances.csv',
  'feature_pipeline.json',
  'model.json',
  'profile.json'
] as const;

/** Every file that a bundle may have besides its manifest. Publishing removes those that the new bundle lacks. */
export const BUNDLE_FILES = [
  ...CONTENT_FILES,
  'dataset.yaml',
  'metrics.json',
  'report.html'
] as const;

/** The files that every bundle must have. */
export const REQUIRED_FILES = [
  'dataset.yaml',
  'decision.json',
  'feature_pipeline.json',
  'metrics.json',
  'model.json',
  'profile.json'
] as const;

export const MANIFEST_FILE = 'manifest.json';
/** Tolerance for the scores of golden rows: machines differ in the last bits of exp. */
export const GOLDEN_TOLERANCE = 1e-9;
