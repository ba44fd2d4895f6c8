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

/** What decides a score. An unknown key is refused: a rule that is not understood must not be passed over. */
export const ruleConfigSchema = z.strictObject({
  base_score: z.number(),
  channel_weights: z.record(z.string(), z.number()),
  /** The first that matches counts. */
  price_rules: z.array(priceRule),
  /** The first that matches counts. */
  units_rules: z.array(unitsRule),
  /** Every one that matches counts, once. */
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

/** A version of a rule model, as a file holds it: model_v1.json. */
export const ruleArtifactSchema = z.looseObject({
  schema_version: z.literal('model_artifact_v1'),
  model_name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/),
  model_version: z.string().min(1).max(64),
  created_at: z.string(),
  rule_config: ruleConfigSchema
});

const fileName = z.string().regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]*$/);

/** model_manifest.json: the versions that there are, and the one that is served. Meant to be edited. */
export const ruleManifestSchema = z.looseObject({
  schema_version: z.literal('model_manifest_v1'),
  active_model_version: z.string(),
  available_versions: z.array(z.string()),
  paths: z.record(z.string(), fileName)
});

/** CHECKSUMS.json: the sha256 of each file. */
export const ruleChecksumsSchema = z.record(z.string(), z.string());

export type RuleConfig = z.infer<typeof ruleConfigSchema>;
export type RuleLabel = 'low_risk' | 'medium_risk' | 'high_risk';

/** What the rules look at. What is absent contributes nothing. */
export interface RuleInput {
  readonly text: string;
  readonly price?: number;
  readonly units?: number;
  readonly channel?: string;
}

export interface RuleScore {
  readonly label: RuleLabel;
  /** From 0 to 1, rounded to 6 digits. */
  readonly score: number;
  /** Of the rules that matched: price, units, text. */
  readonly reasons: readonly string[];
}

/** The score of one input. */
export function scoreRules(config: RuleConfig, input: RuleInput): RuleScore {
  const reasons: string[] = [];
  let sum = config.base_score + channelWeight(config, input.channel);
  const price = firstMatch(config.price_rules, 'price', input.price);
  if (price !== undefined) {
    sum += price.add;
    reasons.push(price.reason);
  }
  const units = firstMatch(config.units_rules, 'units', input.units);
  if (units !== undefined) {
    sum += units.add;
    reasons.push(units.reason);
  }
  const text = input.text.toLowerCase();
  for (const { keywords_any: keywords, add, reason } of config.text_rules) {
    if (!keywords.some(keyword => text.includes(keyword.toLowerCase()))) continue;
    sum += add;
    reasons.push(reason);
  }
  const score = Math.round(Math.min(Math.max(sum, 0), 1) * 1e6) / 1e6;
  return { label: labelOf(config, score), score, reasons };
}

function labelOf({ thresholds }: RuleConfig, score: number): RuleLabel {
  if (score <= thresholds.low_risk_max) return 'low_risk';
  return score <= thresholds.medium_risk_max ? 'medium_risk' : 'high_risk';
}

/** The channel as the table knows it: lower case, without spaces around; undefined when the table has neither it nor `other`. */
export function knownChannel(config: RuleConfig, channel: string): string | undefined {
  const name = channel.trim().toLowerCase();
  if (Object.hasOwn(config.channel_weights, name)) return name;
  return Object.hasOwn(config.channel_weights, 'other') ? 'other' : undefined;
}

function channelWeight(config: RuleConfig, channel: string | undefined): number {
  if (channel === undefined) return 0;
  const name = knownChannel(config, channel);
  return name === undefined ? 0 : config.channel_weights[name]!;
}

interface Scoring {
  readonly add: number;
  readonly reason: string;
}

function firstMatch(
  rules: readonly (Scoring & Readonly<Record<string, unknown>>)[],
  field: 'price' | 'units',
  value: number | undefined
): Scoring | undefined {
  if (value === undefined) return undefined;
  const bound = (rule: Readonly<Record<string, unknown>>, how: string, none: number): number => {
    const found = rule[`if_${field}_${how}`];
    return typeof found === 'number' ? found : none;
  };
  return rules.find(
    rule =>
      value >= bound(rule, 'gte', -Infinity) &&
      value > bound(rule, 'gt', -Infinity) &&
      value <= bound(rule, 'lte', Infinity) &&
      value < bound(rule, 'lt', Infinity)
  );
}
