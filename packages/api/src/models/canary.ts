import { type ModelSlot } from './model-slot.ts';
import { type ServedModel } from './served-model.ts';

/** A second version that answers a share of the requests. */
export interface Canary {
  readonly slot: ModelSlot;
  /** From 0 to 1. */
  readonly share: number;
  /** The field whose value decides, where rows have it; else the request's id does. */
  readonly column: string | undefined;
}

/** The version that answers: the same one for the same key, always. A canary that cannot answer leaves all to the other. */
export function chooseModel(
  main: ModelSlot,
  canary: Canary | undefined,
  rows: readonly unknown[],
  requestId: string
): ServedModel {
  if (canary === undefined || canary.slot.failure() !== undefined) return main.current();
  const key = keyOf(rows[0], canary.column) ?? requestId;
  return (hashText(key) % 10_000) / 10_000 < canary.share ? canary.slot.current() : main.current();
}

function keyOf(row: unknown, column: string | undefined): string | undefined {
  if (column === undefined || typeof row !== 'object' || row === null) return undefined;
  const cell = Object.hasOwn(row, column) ? (row as Record<string, unknown>)[column] : undefined;
  return typeof cell === 'string' || typeof cell === 'number' ? String(cell) : undefined;
}

/** FNV-1a with the last mixing of MurmurHash3, so that neighbours part. */
function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; ++i) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
