import { EspalierError } from '@espalier/core';
import {
  type DatasetSpec,
  type FAMILY_NAMES,
  type Mitigation,
  type ThresholdRule
} from '@espalier/core/contracts';
import { type TrainSettings } from './train.ts';

/** What wins over the dataset spec. */
export interface Overrides {
  readonly family?: (typeof FAMILY_NAMES)[number];
  /** Share of the rows to measure on. */
  readonly validation?: number;
  readonly seed?: number;
  readonly threshold?: ThresholdRule;
  readonly mitigate?: Mitigation;
}

/** The settings that a spec asks for, and what wins over it. */
export function settingsFor(spec: DatasetSpec, overrides: Overrides): TrainSettings {
  return {
    family: overrides.family ?? spec.train.family ?? 'gbdt',
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
    `Cannot mitigate by "${asked.column}": it is no sensitive column`,
    spec.sensitive.length === 0
      ? 'Name sensitive columns in the dataset spec'
      : `Name one of ${spec.sensitive.join(', ')}`
  );
}
