/** What the two sides are called: the paths as the user gave them. */
export interface SourceNames {
  readonly reference: string;
  readonly new: string;
}
