import type { ModelSlot } from './model-slot.ts';
import type { ModelVersion } from './model-version.ts';

/** A second version that receives a share of the requests. */
export interface Canary {
  readonly slot: ModelSlot;
  /** From 0 to 1. */
  readonly share: number;
  /** Field whose value selects the version; the request id if undefined or absent from the row. */
  readonly column: string | undefined;
  /** Requests for which a version was chosen. */
  readonly counts: CanaryCounts;
}

export interface CanaryCounts {
  canary: number;
  /** Those of the first version, also where the canary was not available. */
  main: number;
}

export function createCanary(slot: ModelSlot, share: number, column: string | undefined): Canary {
  return { slot, share, column, counts: { canary: 0, main: 0 } };
}

/** Choose the version for a request, always the same for the same key. An unavailable canary receives nothing. */
export function chooseModel(
  main: ModelSlot,
  canary: Canary | undefined,
  rows: readonly unknown[],
  givenId: string
): ModelVersion {
  if (canary === undefined) return main.current();
  const second = canary.slot.ready();
  const key = keyOf(rows[0], canary.column) ?? givenId;
  if (second !== undefined && hashText(key) < canary.share * 2 ** 32) {
    ++canary.counts.canary;
    return second;
  }
  ++canary.counts.main;
  return main.current();
}

function keyOf(row: unknown, column: string | undefined): string | undefined {
  if (column === undefined || typeof row !== 'object' || row === null) return undefined;
  const cell = Object.hasOwn(row, column) ? (row as Record<string, unknown>)[column] : undefined;
  return typeof cell === 'string' || typeof cell === 'number' ? String(cell) : undefined;
}

/** FNV-1a with MurmurHash3's finalizer, so that similar keys get unrelated hashes. */
function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; ++i) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
