import { z } from 'zod';
import { modelIdentitySchema } from './model-identity.ts';

const count = z.int().min(0);

const numberProfileSchema = z.strictObject({
  kind: z.literal('number'),
  /** The values are dates, in milliseconds since 1970. */
  date: z.literal(true).optional(),
  /** Cells with a finite value, and their moments (std of the population); null when there is none. */
  count,
  missing: count,
  mean: z.number().nullable(),
  std: z.number().nullable(),
  /** Null unless the spec says `show: true`; then mean and std have three digits and the edges are rounded too. */
  min: z.number().nullable(),
  max: z.number().nullable(),
  /** The deciles, duplicates merged: bin i is [edges[i-1], edges[i]), the outer bins are open. */
  edges: z.array(z.number()),
  /** One more than edges. */
  counts: z.array(count)
});

const categoryProfileSchema = z.strictObject({
  kind: z.literal('category'),
  /** Cells with one of the listed levels. */
  count,
  missing: count,
  /** Cells with a level that the spec or the training does not know. */
  unseen: count,
  /** Cells with a level that fewer than 10 rows hold: such levels are not named unless declared or shown. */
  other: count.optional(),
  levels: z.array(z.string()),
  counts: z.array(count)
});

/** profile.json: what the training data looked like, column by column. Private columns are left out. Live traffic is kept in the same form. */
export const profileSchema = z.strictObject({
  format: z.literal('espalier.profile/1'),
  /** Of live traffic: the version that answered. */
  model: modelIdentitySchema.optional(),
  /**
   * Of live traffic: since when it counts, and when the counts last changed. `complete: false`: of a window, that it begins
   * later than was asked for; of the whole time, that rows were lost with a worker that ended.
   */
  window: z
    .strictObject({ from: z.iso.datetime(), to: z.iso.datetime(), complete: z.boolean() })
    .optional(),
  rows: count,
  /** Of live traffic: counts are multiples of this. One of 0 may stand for up to twice as many. */
  step: z.int().min(1).optional(),
  /** Probabilities of rows that the model had not seen, in hundredths; of live traffic: of the rows that were scored. */
  scores: numberProfileSchema.optional(),
  /** Rows with a known target, and how many of them are positive. */
  labels: z.strictObject({ count, positives: count }).optional(),
  columns: z.record(
    z.string(),
    z.discriminatedUnion('kind', [numberProfileSchema, categoryProfileSchema])
  )
});

export type NumberProfile = z.infer<typeof numberProfileSchema>;
export type CategoryProfile = z.infer<typeof categoryProfileSchema>;
export type ColumnProfile = NumberProfile | CategoryProfile;
export type Profile = z.infer<typeof profileSchema>;
