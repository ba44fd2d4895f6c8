/** Names of both datasets, as the user typed them, and of the spec and the bundle that were used. */
export interface SourceNames {
  readonly reference: string;
  readonly new: string;
  readonly spec?: string;
  readonly bundle?: string;
  readonly since?: string;
  readonly season?: string;
  readonly time?: string;
}
