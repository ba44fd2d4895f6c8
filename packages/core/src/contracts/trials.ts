import { z } from 'zod';

const count = z.int().min(0);
const seconds = z.number().min(0);

/** Limits of a parameter search. */
export const searchLimitsSchema = z.strictObject({
  trials: z.int().min(1).optional(),
  time_budget: z.number().gt(0).optional(),
  max_score_us: z.number().gt(0).optional()
});

/** One trial on one rung of successive halving, as one line of trials.jsonl. */
export const trialSchema = z.strictObject({
  family: z.string(),
  /** 0 = the defaults. */
  trial: count,
  rung: count,
  params: z.record(z.string(), z.number()),
  /** Training rows that its models had not seen. */
  rows: z.int().min(1),
  /** Mean over these rows; null if not finite. */
  log_loss: z.number().nullable(),
  /** What it saves of the log loss of the defaults, mean and standard deviation over these rows. */
  gain: z.number().nullable(),
  gain_deviation: z.number().min(0).nullable(),
  /** Median time that scoring one row took, in microseconds. */
  score_us: z.number().min(0),
  seconds
});

/** The first line: of which data, settings and seed the trials are. */
export const trialsHeaderSchema = z.strictObject({
  format: z.literal('espalier.trials/1'),
  key: z.string().regex(/^[0-9a-f]{64}$/)
});

/** A line of trials.jsonl after the first: what a run was limited by, or a trial. */
export const trialsLineSchema = z.union([z.strictObject({ run: searchLimitsSchema }), trialSchema]);

export type SearchLimits = z.infer<typeof searchLimitsSchema>;
export type Trial = z.infer<typeof trialSchema>;
