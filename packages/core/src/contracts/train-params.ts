import { z } from 'zod';
import { parseDuration } from '../duration.ts';

const positive = z.number().positive();
const nonNegative = z.number().min(0);
const share = z.number().gt(0).max(1);

/** Parameters of the engine of boosted trees that may be fixed, in its names. */
const gbdtParamsSchema = z.strictObject({
  /** So many trees; else the number is chosen on training rows set aside. */
  numIterations: z.int().min(1).max(100_000).optional(),
  learningRate: positive.max(10).optional(),
  numLeaves: z.int().min(2).max(65_536).optional(),
  maxDepth: z.int().min(-1).max(65_536).optional(),
  maxBin: z.int().min(2).max(255).optional(),
  minDataInLeaf: z.int().min(0).optional(),
  minSumHessianInLeaf: nonNegative.optional(),
  lambdaL1: nonNegative.optional(),
  lambdaL2: nonNegative.optional(),
  minGainToSplit: nonNegative.optional(),
  featureFraction: share.optional(),
  baggingFraction: share.optional(),
  baggingFreq: z.int().min(0).optional(),
  catSmooth: nonNegative.optional(),
  catL2: nonNegative.optional(),
  maxCatThreshold: z.int().min(1).max(65_536).optional(),
  maxCatToOnehot: z.int().min(1).max(65_536).optional(),
  numThreads: z.int().min(0).max(256).optional()
});

const logisticParamsSchema = z.strictObject({
  /** Of the squared weights; else it is chosen by cross-validation. */
  penalty: positive.optional()
});

const mlpParamsSchema = z.strictObject({
  /** Of the first hidden layer; the second has half as many. */
  units: z.int().min(2).max(4096).optional(),
  learningRate: positive.max(1).optional(),
  /** Half the squared weights count so much beside the mean log loss. */
  l2: nonNegative.optional()
});

/** What a dataset spec fixes of a family under train.params; what it leaves out is chosen, or at its default. */
export const trainParamsSchema = z.strictObject({
  gbdt: gbdtParamsSchema.optional(),
  logistic: logisticParamsSchema.optional(),
  mlp: mlpParamsSchema.optional()
});

export type TrainParams = z.infer<typeof trainParamsSchema>;

/** Seconds, or a string like 90s, 5m or 1h. */
export const durationSchema = z
  .union([z.number(), z.string()])
  .transform(given => (typeof given === 'number' ? given : (parseDuration(given) ?? NaN)))
  .refine(seconds => seconds > 0 && Number.isFinite(seconds), 'no duration like 90s, 5m or 1h');
