import { z } from 'zod';

const priceRule = z
  .strictObject({
    if_price_gte: z.number().optional(),
    if_price_gt: z.number().optional(),
    if_price_lte: z.number().optional(),
    if_price_lt: z.number().optional(),
    add: z.number(),
    reason: z.string().min(1)
  })
  .refine(hasCondition, 'has no condition');

const unitsRule = z
  .strictObject({
    if_units_gte: z.number().optional(),
    if_units_gt: z.number().optional(),
    if_units_lte: z.number().optional(),
    if_units_lt: z.number().optional(),
    add: z.number(),
    reason: z.string().min(1)
  })
  .refine(hasCondition, 'has no condition');

function hasCondition(rule: object): boolean {
  return Object.keys(rule).some(key => key.startsWith('if_'));
}

/** The rules that decide a score. Unknown keys are refused: a misspelled rule must not be silently ignored. */
export const ruleConfigSchema = z.strictObject({
  base_score: z.number(),
  channel_weights: z.record(z.string(), z.number()),
  /** Only the first match counts. */
  price_rules: z.array(priceRule),
  /** Only the first match counts. */
  units_rules: z.array(unitsRule),
  /** Every match counts, once. */
  text_rules: z.array(
    z.strictObject({
      keywords_any: z.array(z.string().min(1)).min(1),
      add: z.number(),
      reason: z.string().min(1)
    })
  ),
  thresholds: z
    .strictObject({ low_risk_max: z.number(), medium_risk_max: z.number() })
    .refine(({ low_risk_max: low, medium_risk_max: medium }) => low <= medium, 'low is over medium')
});

/** One version of a rule model: model_v1.json. */
export const ruleArtifactSchema = z.looseObject({
  schema_version: z.literal('model_artifact_v1'),
  model_name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/),
  model_version: z.string().min(1).max(64),
  created_at: z.string(),
  rule_config: ruleConfigSchema
});

const fileName = z
  .string()
  .refine(
    name => /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/.test(name),
    'must be the plain name of a file in the same folder'
  );

/** model_manifest.json: the available versions and the one to serve. Meant to be edited. */
export const ruleManifestSchema = z.looseObject({
  schema_version: z.literal('model_manifest_v1'),
  active_model_version: z.string(),
  available_versions: z.array(z.string()),
  paths: z.record(z.string(), fileName)
});

/** CHECKSUMS.json: the sha256 of each file. */
export const ruleChecksumsSchema = z.record(z.string(), z.string());

export type RuleConfig = z.infer<typeof ruleConfigSchema>;
export type RuleManifest = z.infer<typeof ruleManifestSchema>;
