import { type Problem } from '@espalier/core';
import { type Hash, NO_HASH, readLinkedLine } from './chain.ts';

/** How far back the line may lie that a new chain was begun after. */
const REMEMBERED = 100_000;

export interface AuditVerdict {
  readonly lines: number;
  readonly problems: readonly Problem[];
  /** The last line of each chain: to be kept elsewhere, as a file cannot show what was cut off its end. */
  readonly heads: readonly {
    readonly chain: string;
    readonly lines: number;
    readonly hash: string;
  }[];
}

/** Reads lines in their order and tells which were edited, and where lines are missing. */
export function createVerifier(sha256: Hash): {
  readonly add: (line: string) => void;
  readonly verdict: () => AuditVerdict;
} {
  const problems: Problem[] = [];
  const heads = new Map<string, { lines: number; hash: string; next: number }>();
  const recent = new Set<string>();
  let number = 0;
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
        complain('is not a whole audit line');
        return;
      }
      if (!line.isWhole) complain('was edited: its hash does not fit');
      const head = heads.get(line.chain);
      if (head === undefined) {
        if (line.seq !== 0) complain(`${line.seq} lines of its chain before it are missing`);
        else if (line.prevHash !== NO_HASH && !recent.has(line.prevHash))
          complain('the line that its chain was begun after is missing');
      } else if (line.seq > head.next)
        complain(`${line.seq - head.next} lines of its chain before it are missing`);
      else if (line.seq < head.next) complain('stands twice, or out of its order');
      else if (line.prevHash !== head.hash)
        complain('does not follow from the line of its chain before it');
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
      heads: [...heads].map(([chain, { lines, hash }]) => ({ chain, lines, hash }))
    })
  };
}
