import { type Json, type JsonObject } from './json.ts';

export function ref(name: string): JsonObject {
  return { $ref: `#/components/schemas/${name}` };
}

export function object(
  properties: JsonObject,
  required: readonly string[] = Object.keys(properties)
): JsonObject {
  return { type: 'object', properties, required };
}

export function list(items: Json, bounds: JsonObject = {}): JsonObject {
  return { type: 'array', items, ...bounds };
}

const TEXT: JsonObject = { type: 'string' };
const COUNT: JsonObject = { type: 'integer', minimum: 0 };
const PROBABILITY: JsonObject = { type: 'number', minimum: 0, maximum: 1 };
const CLASS: JsonObject = { enum: [0, 1] };
const REASONS = list(object({ feature: TEXT, contribution: { type: 'number' } }));
const WARNINGS = list(ref('Problem'));

/** The schemas that do not depend on a model. */
export const SCHEMAS: JsonObject = {
  Problem: object({ row: COUNT, field: TEXT, problem: TEXT, expected: TEXT, line: COUNT }, [
    'problem'
  ]),
  Error: object(
    {
      error: object({
        code: TEXT,
        message: TEXT,
        hint: TEXT,
        details: list(ref('Problem')),
        request_id: TEXT
      }),
      guardrails_triggered: list(TEXT),
      request_id: TEXT
    },
    ['error']
  ),
  OipError: object({ error: TEXT }),
  MlflowError: object({ error_code: TEXT, message: TEXT }),
  RowsAnswer: object(
    {
      predictions: list(
        object({ probability: PROBABILITY, class: CLASS, reasons: REASONS }, [
          'probability',
          'class'
        ])
      ),
      model: object({ name: TEXT, version: TEXT }),
      warnings: WARNINGS
    },
    ['predictions', 'model']
  ),
  InstanceAnswer: object(
    {
      prediction: CLASS,
      probability: PROBABILITY,
      model_version: TEXT,
      timestamp: TEXT,
      reasons: REASONS,
      warnings: WARNINGS
    },
    ['prediction', 'probability', 'model_version', 'timestamp']
  ),
  BatchAnswer: object(
    {
      predictions: list(
        object({ prediction: CLASS, probability: PROBABILITY, row_id: COUNT, reasons: REASONS }, [
          'prediction',
          'probability',
          'row_id'
        ])
      ),
      model_version: TEXT,
      timestamp: TEXT,
      batch_size: COUNT,
      processing_time: TEXT,
      warnings: WARNINGS
    },
    ['predictions', 'model_version', 'timestamp', 'batch_size', 'processing_time']
  ),
  TriadAnswer: object(
    {
      request_id: TEXT,
      model: object({
        provider: TEXT,
        model_name: TEXT,
        model_version: TEXT,
        artifact_checksum_sha256: TEXT,
        schema_version: { const: 'v1' }
      }),
      predictions: list(
        object({
          id: TEXT,
          label: { enum: ['low_risk', 'medium_risk', 'high_risk'] },
          score: PROBABILITY,
          reasons: list(TEXT)
        })
      ),
      guardrails_triggered: list(TEXT),
      latency_ms: { type: 'number', minimum: 0 },
      warnings: WARNINGS
    },
    ['request_id', 'model', 'predictions', 'guardrails_triggered', 'latency_ms']
  ),
  Tensor: object(
    {
      name: TEXT,
      shape: list(COUNT, { minItems: 1 }),
      datatype: {
        enum: [
          'BOOL',
          'BYTES',
          'FP16',
          'FP32',
          'FP64',
          'INT8',
          'INT16',
          'INT32',
          'INT64',
          'UINT8',
          'UINT16',
          'UINT32',
          'UINT64'
        ]
      },
      data: list({})
    },
    ['name', 'shape', 'datatype', 'data']
  ),
  OipRequest: object(
    {
      id: TEXT,
      parameters: { type: 'object' },
      inputs: list(ref('Tensor'), { minItems: 1 }),
      outputs: list(object({ name: TEXT }))
    },
    ['inputs']
  ),
  OipAnswer: object(
    {
      model_name: TEXT,
      model_version: TEXT,
      id: TEXT,
      parameters: { type: 'object' },
      outputs: list(ref('Tensor'))
    },
    ['model_name', 'model_version', 'id', 'outputs']
  ),
  MlflowAnswer: object({ predictions: list({ type: 'object' }), warnings: WARNINGS }, [
    'predictions'
  ]),
  Version: object({ name: TEXT, version: TEXT, family: TEXT, checksum_sha256: TEXT })
};
