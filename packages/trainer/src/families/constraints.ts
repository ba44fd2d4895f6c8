import { EspalierError } from '@espalier/core';
import type { DatasetSpec, Pipeline } from '@espalier/core/contracts';

/** How columns may act on the probability, as a dataset spec asks for. */
export interface Constraints {
  /** 1: it never falls while the column rises; -1: it never rises. */
  readonly monotone: ReadonlyMap<string, 1 | -1>;
  /** Columns act together only where one list holds them; a column in no list is not used. */
  readonly interactions?: readonly (readonly string[])[] | undefined;
}

/** The constraints of a spec, undefined where it has none. Errors: E_SPEC_INVALID for an interaction of a column that is not a feature. */
export function constraintsOf({ features, train }: DatasetSpec): Constraints | undefined {
  const monotone = new Map(
    Object.entries(features).flatMap(([name, feature]): [string, 1 | -1][] =>
      feature.kind === 'number' && feature.monotone !== undefined
        ? [[name, feature.monotone === 'increasing' ? 1 : -1]]
        : []
    )
  );
  const { interactions } = train;
  const unknown = (interactions ?? []).flat().filter(name => !Object.hasOwn(features, name));
  if (unknown.length > 0)
    throw new EspalierError(
      'E_SPEC_INVALID',
      `Cannot keep train.interactions: ${[...new Set(unknown)].join(', ')}: no such feature`,
      'Name features of the dataset spec in train.interactions'
    );
  return monotone.size === 0 && interactions === undefined ? undefined : { monotone, interactions };
}

/** Features that no list of interactions names: no model uses them. */
export function unusedColumns(
  { interactions }: Constraints,
  columns: readonly string[]
): readonly string[] {
  if (interactions === undefined) return [];
  const named = new Set(interactions.flat());
  return columns.filter(name => !named.has(name));
}

/** The constraints in the parameters of the trees: by the place of each feature. */
export function treeConstraints(
  { monotone, interactions }: Constraints,
  { features }: Pipeline
): { monotoneConstraints?: number[]; interactionConstraints?: number[][] } {
  // A date is a feature for each of its parts.
  const placesOf = (name: string): number[] =>
    features.flatMap(({ column }, place) => (column === name ? [place] : []));
  return {
    ...(monotone.size > 0 && {
      monotoneConstraints: features.map(({ column }) => monotone.get(column) ?? 0)
    }),
    ...(interactions && {
      interactionConstraints: interactions.map(names => names.flatMap(placesOf))
    })
  };
}

/**
 * What the weight of each feature in a linear model may be: 1 not negative, -1 not positive, 0 nothing at all, NaN anything.
 * Columns do not interact in such a model.
 */
export function weightSigns(constraints: Constraints, { steps, features }: Pipeline): number[] {
  const unused = new Set(
    unusedColumns(
      constraints,
      features.map(({ column }) => column)
    )
  );
  const numbers = new Set(
    steps.flatMap(step => (step.kind === 'standardize' ? [step.column] : []))
  );
  return features.map(({ name, column }) => {
    if (unused.has(column)) return 0;
    // The other feature of a number says that its cell is empty.
    return name === column && numbers.has(column) ? (constraints.monotone.get(column) ?? NaN) : NaN;
  });
}
