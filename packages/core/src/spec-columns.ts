import type { DatasetSpec } from './contracts/dataset-spec.ts';

/** The columns that a file of this dataset should have, in the order of the spec. */
export function specColumns(spec: DatasetSpec): string[] {
  const setApart = [spec.group, spec.time, spec.weight].filter(column => column !== undefined);
  return [
    ...new Set([
      ...Object.keys(spec.features),
      ...spec.sensitive,
      ...spec.ignore,
      ...setApart,
      spec.target.column
    ])
  ];
}
