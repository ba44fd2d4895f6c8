/** Input of a policy. */
export interface Evidence {
  /** PSI over threshold of every compared column. */
  readonly ratios: readonly number[];
  /** Columns with the verdict "drift". */
  readonly numDrifting: number;
}

/** When columns amount to overall drift. Every policy needs at least one drifting column. */
export const POLICIES = {
  any: () => true,
  share: ({ ratios, numDrifting }) => numDrifting >= ratios.length / 2,
  mean: ({ ratios }) => ratios.reduce((a, b) => a + b, 0) / ratios.length > 1
} as const satisfies Record<string, (evidence: Evidence) => boolean>;

export type PolicyName = keyof typeof POLICIES;

export const POLICY_NAMES = Object.keys(POLICIES) as readonly PolicyName[];

/** Is there overall drift? */
export function isOverall(policy: PolicyName, evidence: Evidence): boolean {
  return evidence.numDrifting > 0 && POLICIES[policy](evidence);
}
