import { type AuditRecord } from './record.ts';

/** The hash before the first line of a file. */
export const NO_HASH = '0'.repeat(64);

/** Where a chain of lines stands: one of each worker, over the lines that it wrote. */
export interface ChainState {
  readonly chain: string;
  /** Lines written. */
  readonly seq: number;
  /** Of the last line. */
  readonly hash: string;
}

export type Hash = (text: string) => string;

/**
 * The next line of a chain. Its hash covers everything before it in the line, and with it the hash of the line before:
 * neither can be changed or taken out without a trace.
 */
export function linkLine(
  record: AuditRecord,
  { chain, seq, hash }: ChainState,
  sha256: Hash
): { readonly line: string; readonly state: ChainState } {
  const body = JSON.stringify(record).slice(0, -1);
  const covered = `${body},"chain":"${chain}","seq":${seq},"prev_hash":"${hash}"`;
  const next = sha256(covered);
  return { line: `${covered},"hash":"${next}"}\n`, state: { chain, seq: seq + 1, hash: next } };
}

/** A line taken apart. */
export interface LinkedLine {
  readonly chain: string;
  readonly seq: number;
  readonly prevHash: string;
  readonly hash: string;
  /** Does the hash fit what it covers? */
  readonly isWhole: boolean;
}

const LINE =
  /^(\{.*,"chain":"([^"]{1,64})","seq":(\d{1,15}),"prev_hash":"([0-9a-f]{64})"),"hash":"([0-9a-f]{64})"\}$/;

/** The parts of a line; undefined when it is none of ours. */
export function readLinkedLine(line: string, sha256: Hash): LinkedLine | undefined {
  const [, covered, chain, seq, prevHash, hash] = LINE.exec(line) ?? [];
  if (covered === undefined) return undefined;
  return {
    chain: chain!,
    seq: Number(seq),
    prevHash: prevHash!,
    hash: hash!,
    isWhole: sha256(covered) === hash
  };
}
