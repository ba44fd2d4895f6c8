import { describe, expect, test } from '@jest/globals';
import { createChain, NO_HASH, readLinkedLine } from '../../src/audit/chain.ts';
import type { AuditRecord } from '../../src/audit/record.ts';
import { sha256Text } from '../../src/io/crypto.ts';

const RECORD: AuditRecord = {
  timestamp: '2026-01-01T00:00:00.000Z',
  request_id: 'r',
  trace_id: null,
  user_hash: null,
  route: '/predict',
  model: 'synthetic',
  model_version: '1.0.0',
  artifact_checksum_sha256: null,
  num_inputs: 1,
  guardrails_triggered: ['policy_block'],
  status: 'blocked',
  http_status: 400,
  latency_ms: 0.5,
  response_checksum_sha256: NO_HASH
};

function linesOf(text: string) {
  return text
    .trimEnd()
    .split('\n')
    .map(line => readLinkedLine(line, sha256Text)!);
}

describe('createChain()', () => {
  test('links each line to the one before', () => {
    const chain = createChain('a', sha256Text);
    const [first, second] = linesOf(chain.link([RECORD, RECORD]).text);
    expect(first).toMatchObject({ chain: 'a', seq: 0, prevHash: NO_HASH, isWhole: true });
    expect(second).toMatchObject({ chain: 'a', seq: 1, prevHash: first!.hash, isWhole: true });
  });

  test('advances only past the lines that were written', () => {
    const chain = createChain('a', sha256Text);
    const { text, advance } = chain.link([RECORD, RECORD]);
    advance(0);
    expect(linesOf(chain.link([RECORD]).text)[0]).toMatchObject({ seq: 0 });
    advance(1);
    const [next] = linesOf(chain.link([RECORD]).text);
    expect(next).toMatchObject({ seq: 1, prevHash: linesOf(text)[0]!.hash });
  });

  test('begins a chain of its own in each file, after its last line', () => {
    const chain = createChain('a', sha256Text);
    chain.startAfter('');
    const { text } = chain.link([RECORD]);
    chain.startAfter(text);
    const [line] = linesOf(chain.link([RECORD]).text);
    expect(line).toMatchObject({ chain: 'a.1', seq: 0, prevHash: linesOf(text)[0]!.hash });
  });
});
