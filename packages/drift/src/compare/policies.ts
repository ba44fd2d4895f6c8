/** What a policy judges: the columns that drift beyond chance, out of all that are compared. */
export interface Evidence {
  /** PSI over threshold of every compared column. */
  readonly ratios: readonly number[];
  /** Columns over the threshold by more than chance gives. */
  readonly numDrifting: number;
}

/** When columns make drift of the whole. Each needs at least one column that drifts by more than chance. */
export const POLICIES = {
  any: () => true,
  share: ({ ratios, numDrifting }) => numDrifting >= ratios.length / 2,
  mean: ({ ratios }) => ratios.reduce((a, b) => a + b, 0) / ratios.length > 1
} as const satisfies Record<string, (evidence: Evidence) => boolean>;

export type PolicyName = keyof typeof POLICIES;

export const POLICY_NAMES = Object.keys(POLICIES) as readonly PolicyName[];

/** Does the whole drift? */
export function isOverall(policy: PolicyName, evidence: Evidence): boolean {
  return evidence.numDrifting > 0 && POLICIES[policy](evidence);
}
