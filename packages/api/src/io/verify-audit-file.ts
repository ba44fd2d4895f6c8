import { open } from 'node:fs/promises';
import { readFailure } from '@espalier/core/files';
import { type AuditVerdict, createVerifier } from '../audit/verify.ts';
import { sha256Text } from './crypto.ts';

/** Read an audit log line by line, of any size. `head`: the hash of a line that must be there. */
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
    problems: [...verdict.problems, { problem: 'the line with the hash of --head is missing' }]
  };
}
