import { type Constraints, unusedColumns } from '../families/constraints.ts';
import { listNames } from './wording.ts';

/** Settings that do something that is easily missed. */
export function settingWarnings({
  constraints,
  columns,
  hasClassWeights,
  isCalibrated
}: {
  readonly constraints: Constraints | undefined;
  readonly columns: readonly string[];
  readonly hasClassWeights: boolean;
  readonly isCalibrated: boolean;
}): string[] {
  const unused = constraints === undefined ? [] : unusedColumns(constraints, columns);
  return [
    ...(unused.length === 0
      ? []
      : [`in no list of train.interactions, so not used: ${listNames(unused)}`]),
    ...(hasClassWeights && !isCalibrated
      ? ['class weights shift the probabilities, and there are too few rows to calibrate them back']
      : [])
  ];
}
