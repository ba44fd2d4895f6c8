import { open } from 'node:fs/promises';
import { readFailure } from '@espalier/core/files';
import { type AuditVerdict, createVerifier } from '../audit/verify.ts';
import { sha256Text } from './crypto.ts';

/** Verify an audit log of any size, line by line. `head`: hash of a line that must exist. */
export async function verifyAuditFile(path: string, head?: string): Promise<AuditVerdict> {
  const verifier = createVerifier(sha256Text);
  let hasHead = head === undefined;
  try {
    const file = await open(path);
    for await (const line of file.readLines()) {
      verifier.add(line);
      hasHead ||= line.endsWith(`"hash":"${head ?? ''}"}`);
    }
  } catch (cause) {
    throw readFailure(path, cause);
  }
  const verdict = verifier.verdict();
  if (hasHead) return verdict;
  return {
    ...verdict,
    problems: [
      ...verdict.problems,
      { problem: 'the line with the hash given as --head is missing' }
    ]
  };
}
