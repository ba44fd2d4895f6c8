import { EspalierError, present } from '@espalier/core';
import { errorBody } from '../errors/error-body.ts';
import { list, object, OPTIONAL_TEXT, PROBABILITY, ref, TEXT, WARNINGS } from '../json-schema.ts';
import { checkRows, type Contract, isRecord, wrongBody } from './contract.ts';
import { parseJson } from './parse-json.ts';
import { POLICY_BLOCK } from '../rules/policy.ts';

/** The contract `triad`: texts with features in, a label with its reasons for each out, under a policy. */
export const triadContract: Contract = {
  mediaTypes: ['application/json'],
  requiresUser: true,
  maxRows: 50,
  read(body, { maxRows }, notes) {
    const given = parseJson(body);
    if (!isRecord(given)) throw wrongBody('it must be an object with the list "inputs"');
    const { inputs } = given;
    // Null is absent, as clients with optional fields send it.
    const id = given['request_id'] ?? undefined;
    notes.requestId = id;
    const rows = checkRows(inputs, '"inputs"', maxRows, notes);
    if (id !== undefined && typeof id !== 'string')
      throw new EspalierError(
        'E_FIELD_INVALID',
        'Cannot score the body: "request_id" must be a string',
        'Send a string or omit it',
        { details: [{ field: 'request_id', problem: 'not a string', expected: 'a string' }] }
      );
    return { rows, explain: false, ids: rows.map(idOf) };
  },
  answer: (call, { model, requestId, probabilities, labels, reasons, warnings, milliseconds }) => ({
    request_id: requestId,
    model: {
      provider: 'mock',
      model_name: model.name,
      model_version: model.version,
      artifact_checksum_sha256: model.checksum,
      schema_version: 'v1'
    },
    predictions: Array.from(probabilities, (score, i) => ({
      id: call.ids?.[i],
      label: labels[i],
      score,
      reasons: reasons?.[i] ?? []
    })),
    guardrails_triggered: [],
    latency_ms: Math.round(milliseconds * 1000) / 1000,
    ...present({ warnings: warnings.length > 0 ? warnings : undefined })
  }),
  fail(failure, requestId) {
    const body = errorBody(failure, requestId);
    return failure.code === 'E_POLICY_BLOCKED'
      ? { ...body, guardrails_triggered: [POLICY_BLOCK], request_id: requestId }
      : body;
  },
  describe: ({ row, example, maxRows }) => ({
    summary: 'Rate the risk of inputs',
    request: object(
      { request_id: OPTIONAL_TEXT, inputs: list(row, { minItems: 1, maxItems: maxRows }) },
      ['inputs']
    ),
    example: { request_id: 'r-1', inputs: [example] },
    answer: ref('TriadAnswer'),
    error: ref('Error')
  }),
  schemas: {
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
    )
  }
};

function idOf(row: unknown): string {
  return isRecord(row) && typeof row['id'] === 'string' ? row['id'] : '';
}
