import { createRowEncoder, type RowEncoder, type Table } from '@espalier/core';
import {
  type DatasetSpec,
  type Decision,
  type Manifest,
  type Metrics,
  type Pipeline,
  type Profile
} from '@espalier/core/contracts';
import { createDecider, type Decider, groupsOf } from './decide.ts';
import { createExplainer, type Reason, topReasons } from './explain.ts';
import { type Model } from './families/index.ts';
import { createScorer, type Scorer } from './score.ts';

/** The parts that training makes and a bundle holds. */
export interface BundleParts {
  /** With the levels of every category filled in. */
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
  /** JSON rows to a table, with everything that is wrong with them. */
  readonly encodeRows: RowEncoder;
  readonly score: Scorer;
  /** 1 or 0 for each row of the table with these probabilities. */
  readonly decide: Decider;
  /** The `top` reasons for each row's score. */
  readonly explain: (table: Table, top: number) => Reason[][];
}

export function createBundle(parts: BundleParts, manifest: Manifest): Bundle {
  const explain = createExplainer(parts);
  return {
    ...parts,
    manifest,
    encodeRows: createRowEncoder(parts.spec, groupsOf(parts.decision)),
    score: createScorer(parts),
    decide: createDecider(parts.decision),
    explain(table, top) {
      const contributions = explain(table);
      return Array.from({ length: table.numRows }, (_, row) => topReasons(contributions, row, top));
    }
  };
}

/** The files that a seed, an input and a configuration decide, byte for byte. */
export const CONTENT_FILES = [
  'decision.json',
  'fairness.json',
  'feature_importances.csv',
  'feature_pipeline.json',
  'model.json',
  'profile.json'
] as const;

/** Every file that a bundle may consist of beside its manifest; what a new bundle lacks of them is removed. */
export const BUNDLE_FILES = [
  ...CONTENT_FILES,
  'dataset.yaml',
  'metrics.json',
  'report.html'
] as const;

/** The files without which there is no bundle. */
export const REQUIRED_FILES = [
  'dataset.yaml',
  'decision.json',
  'feature_pipeline.json',
  'metrics.json',
  'model.json',
  'profile.json'
] as const;

export const MANIFEST_FILE = 'manifest.json';
/** How far a golden row's probability may be from the stored one: machines differ in the last bits of exp. */
export const GOLDEN_TOLERANCE = 1e-9;
