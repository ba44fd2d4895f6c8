import type { ModelEndpoint, Models } from './models.ts';
import type { Refusal } from './reload-history.ts';

export type Role = 'model' | 'canary' | 'shadow';

/** The last refusals of the slots that have one, by name of the model and role. */
export type Refusals = Readonly<Record<string, Refusal>>;

export function refusalKey(model: string, role: Role): string {
  return `${role} ${model}`;
}

/** The refusals of this process. */
export function refusalsOf({ all }: Models): Refusals {
  return Object.fromEntries(all.flatMap(refusalsOfEndpoint));
}

function refusalsOfEndpoint({ slot, canary, shadow }: ModelEndpoint): [string, Refusal][] {
  const slots = { model: slot, canary: canary?.slot, shadow: shadow?.slot };
  return (['model', 'canary', 'shadow'] as const).flatMap((role): [string, Refusal][] => {
    const refusal = slots[role]?.history().refusal;
    return refusal === undefined ? [] : [[refusalKey(slot.name, role), refusal]];
  });
}

/** Merge the refusals of several workers: the latest of each slot, with the highest count. */
export function mergeRefusals(ofWorkers: readonly Refusals[]): Refusals {
  const merged: Record<string, Refusal> = {};
  for (const refusals of ofWorkers)
    for (const [key, refusal] of Object.entries(refusals)) {
      const other = merged[key] ?? refusal;
      const latest = refusal.at > other.at ? refusal : other;
      merged[key] = { ...latest, count: Math.max(refusal.count, other.count) };
    }
  return merged;
}
