import { EspalierError } from '@espalier/core';
import { errorBody } from '../errors/error-body.ts';
import { checkRows, type Contract, isRecord, parseJson, wrongBody } from './contract.ts';

const MAX_INPUTS = 50;
export const POLICY_BLOCK = 'policy_block';

/** What no input may ask for, where the server is not told otherwise. */
export const DISALLOWED_INTENTS = [
  'steal credentials',
  'bypass access controls',
  'phish',
  'exfiltrate data'
] as const;

/** The contract `triad`: texts with features in, a label with its reasons for each out, under a policy. */
export const triadContract: Contract = {
  mediaTypes: ['application/json'],
  read(body, { userEmail, maxRows, disallowedIntents }, notes) {
    const given = parseJson(body);
    if (!isRecord(given)) throw wrongBody('it is not an object with the list "inputs"');
    const { request_id: id, inputs } = given;
    notes.requestId = id;
    const rows = checkRows(inputs, '"inputs"', Math.min(maxRows, MAX_INPUTS), notes);
    if (id !== undefined && typeof id !== 'string')
      throw new EspalierError(
        'E_FIELD_INVALID',
        'Cannot score the body: "request_id" is not a text',
        'Send a text, or leave it out',
        { details: [{ field: 'request_id', problem: 'not a text', expected: 'a text' }] }
      );
    if (userEmail === undefined || userEmail.trim() === '')
      throw new EspalierError(
        'E_FIELD_MISSING',
        'Cannot score without knowing who asks',
        'Send the header X-User-Email',
        { details: [{ field: 'X-User-Email', problem: 'missing', expected: 'an email address' }] }
      );
    if (rows.some(row => holdsIntent(row, disallowedIntents))) {
      notes.guardrails = [POLICY_BLOCK];
      throw new EspalierError(
        'E_POLICY_BLOCKED',
        'Cannot score the inputs: one asks for what the policy does not allow',
        'Leave that input out'
      );
    }
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
    ...(warnings.length > 0 ? { warnings } : {})
  }),
  fail(failure, requestId) {
    const body = errorBody(failure, requestId);
    return failure.code === 'E_POLICY_BLOCKED'
      ? { ...body, guardrails_triggered: [POLICY_BLOCK], request_id: requestId }
      : body;
  }
};

function holdsIntent(row: unknown, intents: readonly string[]): boolean {
  if (!isRecord(row) || typeof row['text'] !== 'string') return false;
  const text = row['text'].toLowerCase();
  return intents.some(intent => text.includes(intent));
}

function idOf(row: unknown): string {
  return isRecord(row) && typeof row['id'] === 'string' ? row['id'] : '';
}
