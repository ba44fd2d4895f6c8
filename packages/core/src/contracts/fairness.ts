import { z } from 'zod';
import { decisionSchema } from './bundle-files.ts';

const count = z.int().min(0);
const rate = z.number().min(0).max(1);
/** Null where it is not defined: a TPR without positives, an FPR without negatives, a ROC-AUC of one class. */
const rateOrNone = rate.nullable();
const differenceOrNone = z.number().min(-1).max(1).nullable();
const intervalOrNone = z.tuple([rate, rate]).nullable();

const rowsSchema = z.strictObject({
  rows: count,
  positives: count,
  roc_auc: rateOrNone,
  tpr: rateOrNone,
  fpr: rateOrNone,
  selection_rate: rateOrNone,
  /** 95 %: of Hanley and McNeil (1982) for the ROC-AUC, of Wilson (1927) for the rates. */
  intervals: z.strictObject({
    roc_auc: intervalOrNone,
    tpr: intervalOrNone,
    fpr: intervalOrNone,
    selection_rate: intervalOrNone
  })
});

const groupSchema = rowsSchema.extend({
  /** A level, "(missing)", or "(other)". */
  group: z.string(),
  /** Under 30 rows, 10 positives or 10 negatives: too few to judge. */
  small: z.boolean(),
  /** This group's value minus that of the largest group. */
  difference: z.strictObject({ selection_rate: differenceOrNone, tpr: differenceOrNone })
});

const groupingSchema = z.strictObject({
  /** The group that the others are compared with; null without rows. */
  largest: z.string().nullable(),
  /** Largest minus smallest selection rate, and TPR, over the groups, as Fairlearn has them. */
  demographic_parity_difference: rateOrNone,
  equal_opportunity_difference: rateOrNone,
  /** In order of falling size. */
  groups: z.array(groupSchema)
});

const intersectionSchema = groupingSchema.extend({
  columns: z.tuple([z.string(), z.string()])
});

const measuresSchema = z.strictObject({
  overall: rowsSchema,
  columns: z.record(z.string(), groupingSchema),
  intersections: z.array(intersectionSchema),
  /** A sentence for every gap to the largest group that exceeds 0.10. */
  findings: z.array(z.string()),
  /** A sentence for the groups with such a gap that are too small to judge. */
  inconclusive: z.array(z.string())
});

/** The decision that serving makes, and the same measures of it. */
const servedSchema = decisionSchema
  .pick({ threshold: true, group_thresholds: true })
  .extend(measuresSchema.shape);

/**
 * fairness.json: how decisions treat the groups of the sensitive columns, on the validation rows. The measures at the top are of
 * threshold 0.5, whatever the bundle's own; those of the decision that is served are under `served`.
 */
export const fairnessSchema = z.strictObject({
  format: z.literal('espalier.fairness/1'),
  threshold: z.literal(0.5),
  ...measuresSchema.shape,
  served: servedSchema
});

export type Fairness = z.infer<typeof fairnessSchema>;
/** The measures of one decision. */
export type FairnessMeasures = z.infer<typeof measuresSchema>;
export type FairnessGrouping = z.infer<typeof groupingSchema>;
export type FairnessGroup = z.infer<typeof groupSchema>;
/** The measures of a set of rows. */
export type FairnessRows = z.infer<typeof rowsSchema>;
