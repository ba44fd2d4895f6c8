import { createTransform, type Table } from '@espalier/core';
import type { Decision, Pipeline } from '@espalier/core/contracts';
import { calibrate } from './calibrate.ts';
import { familyOf, type Model } from './families/index.ts';

/** The parts of a model that determine its scores. */
export interface ScoringParts {
  readonly pipeline: Pipeline;
  readonly model: Model;
  readonly decision: Decision;
}

/** Compute P(positive) for every row of a table. */
export type Scorer = (table: Table) => Float64Array;

/**
 * The only scoring path: pipeline, family, calibration. Training metrics, the API, golden rows and tests all use it; a
 * single row is a table of one row.
 */
export function createScorer({ pipeline, model, decision }: ScoringParts): Scorer {
  const transform = createTransform(pipeline);
  const score = familyOf(model).createScorer(model);
  return table => {
    const out = new Float64Array(table.numRows);
    score(transform(table), out);
    calibrate(decision.calibrator, out);
    return out;
  };
}
