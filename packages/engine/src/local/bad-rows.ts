import type { Problem } from '@espalier/core';

/** The problems of each row. */
export function groupByRow(problems: readonly Problem[]): (readonly Problem[])[] {
  const rows = new Map<string, Problem[]>();
  for (const problem of problems) {
    const { file, line, row } = problem;
    const place = `${file ?? ''} ${line === undefined ? `row ${row ?? ''}` : `line ${line}`}`;
    const known = rows.get(place);
    if (known === undefined) rows.set(place, [problem]);
    else known.push(problem);
  }
  return [...rows.values()];
}

export function countBadRows(problems: readonly Problem[]): number {
  return groupByRow(problems).length;
}

/** The tables as part of a sentence. */
export function nameInputs(inputs: readonly string[]): string {
  return inputs.length === 1 ? `"${inputs[0]!}"` : `${inputs.length} files`;
}
