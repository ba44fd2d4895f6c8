import { EspalierError } from '@espalier/core';
import type {
  ClassWeights,
  DatasetSpec,
  Mitigation,
  ThresholdRule,
  TrainParams
} from '@espalier/core/contracts';
import type { FAMILY_NAMES } from '@espalier/core/names';
import { type Constraints, constraintsOf } from '../families/constraints.ts';
import { checkConstraints } from '../families/index.ts';
import type { TrainedFamily } from '../families/family.ts';
import type { SearchSettings } from '../search/record.ts';

export interface FitSettings {
  readonly family: TrainedFamily | 'auto';
  readonly seed: number;
  /** Parameters that are fixed, by family. */
  readonly params?: TrainParams | undefined;
  readonly constraints?: Constraints | undefined;
  /** Factors on the rows of each class in fitting alone. */
  readonly classWeights?: ClassWeights | undefined;
  /** The families to choose from, where not all that `family` stands for. */
  readonly families?: readonly TrainedFamily[] | undefined;
  readonly threshold?: ThresholdRule | undefined;
  /** Milliseconds of a monotonic clock; without one the leaderboard has no times. */
  readonly clock?: (() => number) | undefined;
}

export interface TrainSettings extends FitSettings {
  /** Share of the rows held out for validation. */
  readonly validation: number;
  /** A key for each row, NaN for none: rows of one key stay together. */
  readonly groups?: Float64Array;
  /** The time of each row: the last rows are held out. */
  readonly times?: Float64Array;
  /** How much each row counts. */
  readonly weights?: Float64Array;
  readonly mitigation?: Mitigation | undefined;
  /** The table is not needed any more: its memory is released on the way. */
  readonly consume?: boolean;
  /** A search for parameters before anything else is chosen. */
  readonly search?: SearchSettings | undefined;
}

/** Options that win over the dataset spec. */
export interface Overrides {
  readonly family?: (typeof FAMILY_NAMES)[number];
  /** Share of the rows held out for validation. */
  readonly validation?: number;
  readonly seed?: number;
  readonly threshold?: ThresholdRule;
  readonly mitigate?: Mitigation;
}

/** The settings of a spec, with the options that win over it. */
export function settingsFor(spec: DatasetSpec, overrides: Overrides): TrainSettings {
  const family = overrides.family ?? spec.train.family ?? 'gbdt';
  const constraints = constraintsOf(spec);
  checkConstraints(family, constraints);
  return {
    constraints,
    classWeights: spec.train.class_weights,
    family,
    validation: overrides.validation ?? spec.train.validation ?? 0.2,
    seed: overrides.seed ?? spec.train.seed ?? 42,
    params: spec.train.params,
    threshold: overrides.threshold ?? spec.train.threshold,
    mitigation: mitigationFor(overrides.mitigate, spec)
  };
}

function mitigationFor(asked: Mitigation | undefined, spec: DatasetSpec): Mitigation | undefined {
  if (asked === undefined) return spec.train.mitigation;
  if (spec.sensitive.includes(asked.column)) return asked;
  throw new EspalierError(
    'E_USAGE',
    `Cannot mitigate by "${asked.column}": it is not a sensitive column`,
    spec.sensitive.length === 0
      ? 'Name sensitive columns in the dataset spec'
      : `Name one of ${spec.sensitive.join(', ')}`
  );
}
