import { z } from 'zod';
import { MITIGATION_METHODS } from '../names.ts';

const cost = z.number().min(0);

/** Choice of the decision threshold, on out-of-fold training rows. */
export const thresholdRuleSchema = z.union([
  /** A fixed value. */
  z.number().min(0).max(1),
  /** The largest F1; the largest TPR less FPR (Youden 1950). */
  z.enum(['f1', 'youden']),
  /** The highest precision with at least this recall. */
  z.strictObject({ recall: z.number().gt(0).max(1) }),
  /** The least expected cost of calibrated probabilities (Elkan 2001). */
  z.strictObject({
    cost: z
      .strictObject({
        false_positive: cost,
        false_negative: cost,
        true_positive: cost.default(0),
        true_negative: cost.default(0)
      })
      .refine(
        of => of.false_positive > of.true_negative && of.false_negative > of.true_positive,
        'a mistake costs no more than being right'
      )
  })
]);

export const EQUALIZED_RATES = ['selection_rate', 'tpr'] as const;

/** Mitigation of a gap between the groups of a sensitive column. */
export const mitigationSchema = z.strictObject({
  /** Rows weighed before training (Kamiran and Calders 2012), or a threshold for each group after it (Hardt et al. 2016). */
  method: z.enum(MITIGATION_METHODS),
  /** One of the sensitive columns. */
  column: z.string().min(1),
  /** What thresholds make equal between the groups. */
  equalize: z.enum(EQUALIZED_RATES).optional()
});

export type ThresholdRule = z.infer<typeof thresholdRuleSchema>;
export type Mitigation = z.infer<typeof mitigationSchema>;
export type EqualizedRate = (typeof EQUALIZED_RATES)[number];

export const classWeightsSchema = z.union([
  z.literal('balanced'),
  z.strictObject({ positive: z.number().positive(), negative: z.number().positive() })
]);

export type ClassWeights = z.infer<typeof classWeightsSchema>;
