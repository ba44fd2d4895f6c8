import type { RuleConfig } from './rule-files.ts';

export type RuleLabel = 'low_risk' | 'medium_risk' | 'high_risk';

/** One input of a rule model; absent features contribute nothing. */
export interface RuleInput {
  readonly text: string;
  readonly price?: number;
  readonly units?: number;
  readonly channel?: string;
}

export interface RuleScore {
  readonly label: RuleLabel;
  /** Between 0 and 1, rounded to 6 digits. */
  readonly score: number;
  /** Reasons of the rules that matched, in the order price, units, text. */
  readonly reasons: readonly string[];
}

/** Score one input: the sum of all matching rules, clamped to 0..1. */
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

/** Normalise a channel to a key of `channel_weights`; unknown ones become `other`, or undefined without such a key. */
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
