import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type AuditRecord, formatRecord } from '../../src/audit/record.ts';

const text = fc.string({ unit: 'binary', maxLength: 40 });
const maybe = fc.option(text);

test('a record is formatted as JSON.stringify() does, whatever is in it', () => {
  const records: fc.Arbitrary<AuditRecord> = fc.record({
    timestamp: text,
    request_id: text,
    trace_id: maybe,
    user_hash: maybe,
    route: text,
    model: maybe,
    model_version: maybe,
    artifact_checksum_sha256: maybe,
    num_inputs: fc.nat(),
    guardrails_triggered: fc.array(text, { maxLength: 2 }),
    status: fc.constantFrom('success', 'blocked', 'error'),
    http_status: fc.nat(599),
    latency_ms: fc.double({ noNaN: true, noDefaultInfinity: true, min: 0 }),
    response_checksum_sha256: text
  });
  fc.assert(
    fc.property(records, record => {
      expect(formatRecord(record)).toBe(JSON.stringify(record));
    }),
    { numRuns: 500 }
  );
});
