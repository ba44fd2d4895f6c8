/** What the two sides are called: the paths as the user gave them. */
export interface Names {
  readonly reference: string;
  readonly new: string;
}
