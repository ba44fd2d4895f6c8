import { type AuditRecord, formatRecord } from './record.ts';

/** The hash before the first line of a file. */
export const NO_HASH = '0'.repeat(64);

/** The state of a chain. Each worker has its own chain, over the lines that it wrote. */
export interface ChainState {
  readonly chain: string;
  /** Lines written. */
  readonly seq: number;
  /** Hash of the last line. */
  readonly hash: string;
}

export type Hash = (text: string) => string;

/**
 * Write a record as the next line of a chain. Its hash covers everything before it in the line, including the hash of the
 * previous line, so that no line can be changed or removed unnoticed.
 */
export function linkLine(
  record: AuditRecord,
  { chain, seq, hash }: ChainState,
  sha256: Hash
): { readonly line: string; readonly state: ChainState } {
  const body = formatRecord(record).slice(0, -1);
  const covered = `${body},"chain":"${chain}","seq":${seq},"prev_hash":"${hash}"`;
  const next = sha256(covered);
  return { line: `${covered},"hash":"${next}"}\n`, state: { chain, seq: seq + 1, hash: next } };
}

/** Links records into lines; a chain for each file. */
export interface Chain {
  /** Begin a new chain in a file, after the last whole line at its end. */
  readonly startAfter: (tail: string) => void;
  /** Link records; `advance` moves the chain past the first lines, once they are written. */
  readonly link: (records: readonly AuditRecord[]) => {
    readonly text: string;
    readonly advance: (numLines: number) => void;
  };
}

/** Create the chains of a process: the first has the given name, those of later files a number behind it. */
export function createChain(name: string, sha256: Hash): Chain {
  let state: ChainState = { chain: name, seq: 0, hash: NO_HASH };
  let numChains = 0;
  return {
    startAfter(tail) {
      const chain = numChains === 0 ? name : `${name}.${numChains}`;
      ++numChains;
      state = { chain, seq: 0, hash: lastHash(tail, sha256) };
    },
    link(records) {
      let last = state;
      let text = '';
      const states = records.map(record => {
        const linked = linkLine(record, last, sha256);
        last = linked.state;
        text += linked.line;
        return last;
      });
      return {
        text,
        advance(numLines) {
          state = states[numLines - 1] ?? state;
        }
      };
    }
  };
}

/** The hash of the last whole line of a text. */
function lastHash(tail: string, sha256: Hash): string {
  const lines = tail.split('\n').filter(line => line !== '');
  return readLinkedLine(lines.at(-1) ?? '', sha256)?.hash ?? NO_HASH;
}

/** The parts of a line. */
export interface LinkedLine {
  readonly chain: string;
  readonly seq: number;
  readonly prevHash: string;
  readonly hash: string;
  /** Whether the hash matches the content. */
  readonly isWhole: boolean;
}

const LINE =
  /^(\{.*,"chain":"([^"]{1,64})","seq":(\d{1,15}),"prev_hash":"([0-9a-f]{64})"),"hash":"([0-9a-f]{64})"\}$/;

/** Parse a line; undefined if it is not an audit line. */
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
