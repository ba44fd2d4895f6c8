import { type Random, randomSeeded } from '@espalier/core';

/** The random streams of a training's seed. Each number stands here once, so no two choices share their luck. */
const STREAMS = {
  /** Which rows are held out for validation. */
  split: 0,
  /** The model that is kept. */
  fit: 1,
  /** Bootstrap intervals of the metrics. */
  intervals: 2,
  /** Folds by which families are compared: the same for each. */
  familyFolds: 3,
  /** Folds by which calibrations are compared: the same for each family. */
  calibration: 4,
  /** Rows and shuffles of importances and partial dependence. */
  explanation: 5,
  /** Folds, rows and models of a search: every trial gets the same. */
  trialFolds: 10,
  trialRows: 11,
  trialFit: 12,
  /** Samples of the checks on the features. */
  checks: 20
} as const;

export type StreamName = keyof typeof STREAMS;

export const STREAM_NAMES = Object.keys(STREAMS) as readonly StreamName[];

/** Trial n draws its parameters from the stream of this number plus n. */
const FIRST_TRIAL = 1000;
/** The checks answer the same whatever the seed of the training. */
const CHECKS_SEED = 7;

/** A random stream of the seed, from its start. */
export function createStream(seed: number, name: StreamName): Random {
  return randomSeeded(seed, STREAMS[name]);
}

/** The stream that one trial of a search draws its parameters from. */
export function createTrialStream(seed: number, trial: number): Random {
  return randomSeeded(seed, FIRST_TRIAL + trial);
}

/** The stream of the checks, whatever the seed of the training. */
export function createChecksStream(): Random {
  return createStream(CHECKS_SEED, 'checks');
}
