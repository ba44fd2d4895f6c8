import type { ColumnPair } from '../pair/pair.ts';
import { detectChiSquare } from './chi-square.ts';
import { detectJensenShannon } from './js.ts';
import { detectKs } from './ks.ts';
import { detectPsi } from './psi.ts';
import { detectWasserstein } from './wasserstein.ts';

/** Measures how far the two sides of a column are apart; undefined where it does not apply. */
export type Detector = (pair: ColumnPair) => number | undefined;

/** Every detector; the keys are the names in the report. */
export const DETECTORS = {
  psi: detectPsi,
  ks: detectKs,
  chi_square: detectChiSquare,
  js: detectJensenShannon,
  wasserstein: detectWasserstein
} as const satisfies Record<string, Detector>;

export type DetectorName = keyof typeof DETECTORS;
