import { MAX_NAMED_LEVELS } from './aggregates.ts';
import type { CategoryFeature } from './contracts/dataset-spec.ts';

/** The levels that cells are matched with: the declared ones, and those that training learned. */
export function knownLevels({ levels, learned }: CategoryFeature): readonly string[] | undefined {
  return learned ?? levels;
}

/** The levels of a column for a message: by name where the spec declares a few. */
export function describeLevels({ levels = [] }: Pick<CategoryFeature, 'levels'>): string {
  return levels.length === 0 || levels.length > MAX_NAMED_LEVELS
    ? 'a level that the model knows'
    : `one of ${levels.join(', ')}`;
}
