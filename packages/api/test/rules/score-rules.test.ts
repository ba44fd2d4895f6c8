import { describe, expect, test } from '@jest/globals';
import type { RuleConfig } from '../../src/rules/rule-files.ts';
import { knownChannel, type RuleInput, scoreRules } from '../../src/rules/score-rules.ts';

const CONFIG: RuleConfig = {
  base_score: 0.1,
  channel_weights: { amazon: 0.1, other: 0.05 },
  price_rules: [
    { if_price_gte: 80, add: 0.35, reason: 'high_price' },
    { if_price_gte: 30, add: 0.2, reason: 'mid_price' },
    { if_price_lt: 30, add: 0.05, reason: 'low_price' }
  ],
  units_rules: [
    { if_units_gte: 500, add: 0.35, reason: 'high_units' },
    { if_units_lt: 100, add: 0.05, reason: 'low_units' }
  ],
  text_rules: [
    { keywords_any: ['refund', 'chargeback'], add: 0.25, reason: 'negative' },
    { keywords_any: ['Growth'], add: -0.05, reason: 'positive' }
  ],
  thresholds: { low_risk_max: 0.33, medium_risk_max: 0.66 }
};

test.each<[string, RuleInput, number, string, string[]]>([
  ['the base alone', { text: 'hello' }, 0.1, 'low_risk', []],
  ['absent features add nothing', { text: 'x', channel: 'amazon' }, 0.2, 'low_risk', []],
  [
    'a price of 80 is the first rule',
    { text: 'x', price: 80 },
    0.45,
    'medium_risk',
    ['high_price']
  ],
  ['below it the second', { text: 'x', price: 79.99 }, 0.3, 'low_risk', ['mid_price']],
  ['and the last', { text: 'x', price: -1 }, 0.15, 'low_risk', ['low_price']],
  ['units that no rule matches', { text: 'x', units: 200 }, 0.1, 'low_risk', []],
  ['a rule counts once', { text: 'REFUND the chargeback' }, 0.35, 'medium_risk', ['negative']],
  ['within a word too', { text: 'refunded growths' }, 0.3, 'low_risk', ['negative', 'positive']],
  ['an unknown channel is other', { text: 'x', channel: 'ebay' }, 0.15, 'low_risk', []],
  [
    'all of it, clamped',
    { text: 'refund', price: 90, units: 600, channel: ' AMAZON ' },
    1,
    'high_risk',
    ['high_price', 'high_units', 'negative']
  ]
])('scoreRules(): %s', (_what, input, score, label, reasons) => {
  expect(scoreRules(CONFIG, input)).toEqual({ score, label, reasons });
});

describe('bounds', () => {
  const at = (base: number) => scoreRules({ ...CONFIG, base_score: base }, { text: 'x' });

  test('a score at a threshold is below it', () => {
    expect(at(0.33).label).toBe('low_risk');
    expect(at(0.330001).label).toBe('medium_risk');
    expect(at(0.66).label).toBe('medium_risk');
    expect(at(0.660001).label).toBe('high_risk');
  });

  test('it is rounded before it is compared', () => {
    expect(at(0.3300004)).toMatchObject({ score: 0.33, label: 'low_risk' });
  });

  test('and never leaves 0 to 1', () => {
    expect(at(-5).score).toBe(0);
    expect(at(5).score).toBe(1);
  });
});

test('a channel that the table lacks counts as nothing when there is no other', () => {
  const config = { ...CONFIG, channel_weights: { amazon: 0.1 } };
  expect(knownChannel(config, 'ebay')).toBeUndefined();
  expect(scoreRules(config, { text: 'x', channel: 'ebay' }).score).toBe(0.1);
  expect(scoreRules(config, { text: 'x', channel: 'constructor' }).score).toBe(0.1);
});
