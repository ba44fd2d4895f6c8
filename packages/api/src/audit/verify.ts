import type { Problem } from '@espalier/core';
import { type Hash, NO_HASH, readLinkedLine } from './chain.ts';

/** Number of recent lines among which the predecessor of a new chain is searched. */
const REMEMBERED = 100_000;

export interface AuditVerdict {
  readonly lines: number;
  readonly problems: readonly Problem[];
  /** Does the file begin within a chain, as one does that was cut off at its beginning? */
  readonly isCutOff: boolean;
  /** The last line of each chain. Record it elsewhere: a file cannot show that its end was cut off. */
  readonly heads: readonly {
    readonly chain: string;
    readonly lines: number;
    readonly hash: string;
  }[];
}

/** Create a verifier that reads lines in order and finds edited and missing ones. */
export function createVerifier(sha256: Hash): {
  readonly add: (line: string) => void;
  readonly verdict: () => AuditVerdict;
} {
  const problems: Problem[] = [];
  const heads = new Map<string, { lines: number; hash: string; next: number }>();
  const recent = new Set<string>();
  let number = 0;
  let isCutOff = false;
  const complain = (problem: string): void => {
    problems.push({ line: number, problem });
  };
  const remember = (hash: string): void => {
    recent.add(hash);
    if (recent.size > REMEMBERED) recent.delete(recent.values().next().value!);
  };
  return {
    add(text) {
      ++number;
      const line = readLinkedLine(text, sha256);
      if (line === undefined) {
        complain('is not a complete audit line');
        return;
      }
      if (!line.isWhole) complain('was edited: its hash does not match');
      const head = heads.get(line.chain);
      if (head === undefined) {
        isCutOff ||= number === 1 && line.seq !== 0;
        if (line.seq !== 0) complain(`${line.seq} preceding lines of its chain are missing`);
        else if (line.prevHash !== NO_HASH && !recent.has(line.prevHash))
          complain('the line before the start of its chain is missing');
      } else if (line.seq > head.next)
        complain(`${line.seq - head.next} preceding lines of its chain are missing`);
      else if (line.seq < head.next) complain('is duplicated or out of order');
      else if (line.prevHash !== head.hash)
        complain('does not match the previous line of its chain');
      heads.set(line.chain, {
        lines: (head?.lines ?? 0) + 1,
        hash: line.hash,
        next: line.seq + 1
      });
      remember(line.hash);
    },
    verdict: () => ({
      lines: number,
      problems,
      isCutOff,
      heads: [...heads].map(([chain, { lines, hash }]) => ({ chain, lines, hash }))
    })
  };
}
