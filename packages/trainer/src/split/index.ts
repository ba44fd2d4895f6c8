import { grouped } from './grouped.ts';
import type { Splitting } from './split.ts';
import { stratified } from './stratified.ts';
import { timeOrdered } from './time-ordered.ts';

export { type Split, type Splitting } from './split.ts';
export { stratifiedFolds, stratifiedSplit } from './stratified.ts';

/** The way to split rows: by group or by time where the rows have these, else by class alone. */
export function createSplitting(
  labels: Uint8Array,
  { groups, times }: { readonly groups?: Float64Array; readonly times?: Float64Array } = {}
): Splitting {
  if (times !== undefined) return timeOrdered(labels, times);
  return groups === undefined ? stratified(labels) : grouped(labels, groups);
}
