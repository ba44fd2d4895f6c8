import { type Column, MISSING, type Problem, UNSEEN } from '@espalier/core';
import { createLiveCounts } from '../models/live-counts.ts';
import { type Bins, createLiveProfile } from '../models/live-profile.ts';
import type { Encoded, ModelVersion } from '../models/model-version.ts';
import type { DrawBelow } from '../models/stepped-profile.ts';
import type { RuleModel } from './open-rules.ts';
import type { RuleConfig } from './rule-files.ts';
import { isRecord, readRuleInputs } from './rule-input.ts';
import { knownChannel, type RuleInput, scoreRules } from './score-rules.ts';

interface EncodedInputs extends Encoded {
  readonly inputs: readonly RuleInput[];
}

const ROWS_PER_TURN = 512;
const EXAMPLE_TEXT = 'A customer asks for a refund';

const FEATURE_SCHEMAS = {
  price: { type: 'number' },
  units: { type: 'integer' },
  channel: { type: 'string' }
};

const TEXT_SCHEMA = { type: 'string', pattern: '\\S' };

const INPUT_SCHEMA = {
  type: 'object',
  properties: {
    id: TEXT_SCHEMA,
    text: TEXT_SCHEMA,
    features: { type: 'object', properties: FEATURE_SCHEMAS }
  },
  required: ['id', 'text']
};

const DECLARED: ReadonlySet<string> = new Set([
  ...Object.keys(INPUT_SCHEMA.properties),
  ...Object.keys(FEATURE_SCHEMAS).map(name => `features.${name}`)
]);

/** An input without nesting: the id may be omitted, it and features may be null. */
const FLAT_SCHEMA = {
  type: 'object',
  properties: {
    id: { anyOf: [TEXT_SCHEMA, { type: 'null' }] },
    text: TEXT_SCHEMA,
    ...Object.fromEntries(
      Object.entries(FEATURE_SCHEMAS).map(([name, { type }]) => [name, { type: [type, 'null'] }])
    )
  },
  required: ['text']
};

/** Serve a rule model. */
export function ruleModel(rules: RuleModel, draw: DrawBelow): ModelVersion<EncodedInputs> {
  const { name, version, checksum, config, notes } = rules;
  const levels = Object.keys(config.channel_weights);
  const features = { price: 89.5, units: 120, channel: levels[0] ?? 'other' };
  const bins: Record<string, Bins> = {
    price: { kind: 'number', edges: boundsOf(config.price_rules) },
    units: { kind: 'number', edges: boundsOf(config.units_rules) },
    channel: { kind: 'category', levels }
  };
  const live = createLiveProfile(bins);
  return {
    name,
    version,
    family: 'rules',
    contract: 'triad',
    checksum,
    columns: [
      { name: 'text', kind: 'text', integer: false },
      { name: 'price', kind: 'number', integer: false },
      { name: 'units', kind: 'number', integer: true },
      { name: 'channel', kind: 'category', integer: false }
    ],
    declared: DECLARED,
    textOf: row => {
      const text = isRecord(row) ? row['text'] : undefined;
      return typeof text === 'string' ? text : undefined;
    },
    outputs: {
      score: { name: 'score', datatype: 'FP64' },
      label: { name: 'label', datatype: 'BYTES' }
    },
    rowSchema: INPUT_SCHEMA,
    flatRowSchema: FLAT_SCHEMA,
    example: { id: 'a-1', text: EXAMPLE_TEXT, features },
    flatExample: { id: 'a-1', text: EXAMPLE_TEXT, ...features },
    rowsPerTurn: ROWS_PER_TURN,
    toRow: toInput,
    encode(rows) {
      const problems: Problem[] = [];
      const warnings: Problem[] = [];
      const inputs = readRuleInputs(rows, { problems, warnings });
      return { numRows: rows.length, inputs, problems, warnings };
    },
    score({ inputs }) {
      const scored = inputs.map(input => scoreRules(config, input));
      return {
        probabilities: Float64Array.from(scored, ({ score }) => score),
        labels: scored.map(({ label }) => label),
        reasons: scored.map(({ reasons }) => reasons)
      };
    },
    observe({ inputs }, { probabilities }) {
      live.add(columnsOf(inputs, config, levels), probabilities);
    },
    live: createLiveCounts(live, new Map(), draw),
    describe: () => ({
      provider: 'mock',
      model_name: name,
      model_version: version,
      created_at: rules.createdAt,
      artifact_path: rules.artifactPath,
      artifact_checksum_sha256: checksum,
      rule_config: config
    }),
    notes
  };
}

/** Build an input from cells without nesting; null cells are absent. */
function toInput(cells: Readonly<Record<string, unknown>>): unknown {
  const { id, text, ...features } = cells;
  return {
    id: id ?? 'row',
    text,
    features: Object.fromEntries(
      Object.entries(features).filter(([, value]) => value !== null && value !== undefined)
    )
  };
}

/** The values at which a rule starts or stops to match, ascending. */
function boundsOf(rules: readonly Readonly<Record<string, unknown>>[]): number[] {
  const bounds = rules.flatMap(rule =>
    Object.entries(rule).flatMap(([key, value]) =>
      key.startsWith('if_') && typeof value === 'number' ? [value] : []
    )
  );
  return [...new Set(bounds)].sort((a, b) => a - b);
}

function columnsOf(
  inputs: readonly RuleInput[],
  config: RuleConfig,
  levels: readonly string[]
): Column[] {
  const code = (channel: string | undefined): number => {
    if (channel === undefined) return MISSING;
    const known = knownChannel(config, channel);
    return known === undefined ? UNSEEN : levels.indexOf(known);
  };
  return [
    {
      kind: 'number',
      name: 'price',
      values: Float64Array.from(inputs, ({ price }) => price ?? NaN)
    },
    {
      kind: 'number',
      name: 'units',
      values: Float64Array.from(inputs, ({ units }) => units ?? NaN)
    },
    {
      kind: 'category',
      name: 'channel',
      levels,
      codes: Int32Array.from(inputs, ({ channel }) => code(channel))
    }
  ];
}
