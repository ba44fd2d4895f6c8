import { createHash } from 'node:crypto';

const FEATURES = ['price', 'units', 'channel'];
const LABELS = ['low_risk', 'medium_risk', 'high_risk'];

const MANIFEST = {
  active_model_version: '1.0.0',
  available_versions: ['1.0.0', '2.0.0'],
  paths: { '1.0.0': 'model_v1.json', '2.0.0': 'model_v2.json' },
  rollback_instructions: [
    'Set active_model_version to the version to serve, then POST /model/reload or start the service again.',
    'Both versions must load and answer before either is made active.'
  ],
  schema_version: 'model_manifest_v1'
};

const BASELINE = {
  created_at: '2026-01-12T09:00:00Z',
  description:
    'Rules for the risk of a listing: its price, its quantity, its channel and what its text says.',
  features_expected: FEATURES,
  label_space: LABELS,
  model_name: 'risk_triad_classifier',
  model_version: '1.0.0',
  rule_config: {
    base_score: 0.08,
    channel_weights: { amazon: 0.09, ebay: 0.12, other: 0.06, shopify: 0.05, walmart: 0.07 },
    price_rules: [
      { add: 0.33, if_price_gte: 120, reason: 'high_price' },
      { add: 0.18, if_price_gte: 40, reason: 'mid_price' },
      { add: 0.04, if_price_lt: 40, reason: 'low_price' }
    ],
    text_rules: [
      {
        add: 0.24,
        keywords_any: ['chargeback', 'refund', 'dispute', 'counterfeit'],
        reason: 'trouble_in_text'
      },
      {
        add: 0.12,
        keywords_any: ['urgent', 'no returns', 'cash only'],
        reason: 'pressure_in_text'
      },
      {
        add: -0.06,
        keywords_any: ['warranty', 'verified', 'in stock'],
        reason: 'assurance_in_text'
      }
    ],
    thresholds: { low_risk_max: 0.34, medium_risk_max: 0.67 },
    units_rules: [
      { add: 0.32, if_units_gte: 400, reason: 'high_units' },
      { add: 0.17, if_units_gte: 80, reason: 'mid_units' },
      { add: 0.03, if_units_lt: 80, reason: 'low_units' }
    ]
  },
  schema_version: 'model_artifact_v1',
  scoring: {
    notes: 'The score is the sum of the base and of every rule that holds, kept within [0, 1].'
  }
};

const STRICTER = {
  ...BASELINE,
  created_at: '2026-02-23T09:00:00Z',
  description:
    'The rules of 1.0.0 with more weight on the text and lower limits for medium and high risk.',
  model_version: '2.0.0',
  rule_config: {
    base_score: 0.1,
    channel_weights: { amazon: 0.1, ebay: 0.15, other: 0.08, shopify: 0.06, walmart: 0.08 },
    price_rules: [
      { add: 0.37, if_price_gte: 120, reason: 'high_price' },
      { add: 0.21, if_price_gte: 40, reason: 'mid_price' },
      { add: 0.03, if_price_lt: 40, reason: 'low_price' }
    ],
    text_rules: [
      {
        add: 0.36,
        keywords_any: ['chargeback', 'refund', 'dispute', 'counterfeit', 'lawsuit', 'recall'],
        reason: 'trouble_in_text_v2'
      },
      {
        add: 0.15,
        keywords_any: ['urgent', 'no returns', 'cash only', 'wire transfer'],
        reason: 'pressure_in_text_v2'
      },
      {
        add: -0.07,
        keywords_any: ['warranty', 'verified', 'in stock'],
        reason: 'assurance_in_text'
      }
    ],
    thresholds: { low_risk_max: 0.3, medium_risk_max: 0.6 },
    units_rules: [
      { add: 0.36, if_units_gte: 400, reason: 'high_units' },
      { add: 0.2, if_units_gte: 80, reason: 'mid_units' },
      { add: 0.02, if_units_lt: 80, reason: 'low_units' }
    ]
  },
  scoring: { notes: 'Scored as 1.0.0; a worrying text alone is now enough for medium risk.' }
};

/** The files of a rule model by name; the checksums are those of the bytes. */
export function riskTriadFiles(): Record<string, string> {
  const files = {
    'model_manifest.json': json(MANIFEST),
    'model_v1.json': json(BASELINE),
    'model_v2.json': json(STRICTER)
  };
  const checksums = Object.entries(files).map(([name, text]) => [name, sha256(text)]);
  return { ...files, 'CHECKSUMS.json': json(Object.fromEntries(checksums)) };
}

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
