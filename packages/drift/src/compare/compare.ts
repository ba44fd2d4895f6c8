import { randomSeeded, type Table } from '@espalier/core';
import { adjustPValues } from '../statistics/false-discovery.ts';
import { detectFindings } from './findings.ts';
import { testBlocks } from './block-test.ts';
import { createBlocks } from './blocks.ts';
import { assess, type Assessment, decideVerdict, reportColumn } from './assess.ts';
import type { Disclosure } from './disclosure.ts';
import { pairSamples } from '../pair/pair-samples.ts';
import { isOverall, type PolicyName } from './policies.ts';
import type { Finding, FullReport, LeftOut } from './report-schema.ts';
import {
  countUndeclared,
  createTableSample,
  type Sample,
  type SampleColumn
} from '../pair/sample.ts';

export interface CompareSettings {
  readonly threshold: number;
  /** Thresholds of single columns. */
  readonly thresholds?: Readonly<Record<string, number>>;
  readonly policy: PolicyName;
  /** Which values of a column may stand in the report. */
  readonly disclose: (column: string) => Disclosure;
}

export const DEFAULT_THRESHOLD = 0.2;
/** Share of comparisons without drift whose verdict may be wrong. */
export const FALSE_ALARMS = 0.05;
/** Seeds the permutations: the same input gives the same report. */
export const SEED = 20_180_401;

/** Compare every column of the reference with the new table's column of that name. */
export function compareTables(
  reference: Table,
  fresh: Table,
  settings: Partial<CompareSettings> = {}
): FullReport {
  return compareSamples(createTableSample(reference), createTableSample(fresh), {
    threshold: DEFAULT_THRESHOLD,
    policy: 'any',
    disclose: () => 'aggregates',
    ...settings
  });
}

/** Compare every column that both sides have, or that one side should have. */
export function compareSamples(
  reference: Sample,
  fresh: Sample,
  settings: CompareSettings
): FullReport {
  const names = [...reference.columns.keys()].filter(name => fresh.columns.has(name));
  const findings: Finding[] = [];
  const blocks =
    reference.blocks === undefined || fresh.blocks === undefined
      ? undefined
      : createBlocks(reference.blocks, fresh.blocks);
  // One column at a time: the copies of a column are freed before the next.
  const assessments = names.map((name, i) => {
    const [before, now] = [columnIn(reference, name), columnIn(fresh, name)];
    const pair = pairSamples(before, now);
    const known = {
      reference: reference.faults.get(name),
      fresh: fresh.faults.get(name),
      alike: fresh.alike?.get(name),
      undeclared: countUndeclared(before).undeclared
    };
    for (const finding of detectFindings(pair, known)) findings.push({ column: name, ...finding });
    const alpha = FALSE_ALARMS / names.length;
    const random = randomSeeded(SEED, i);
    const blockTest =
      blocks !== undefined && before.of === 'rows' && now.of === 'rows'
        ? testBlocks(pair, { reference: before.column, fresh: now.column }, blocks, alpha, random)
        : undefined;
    return assess(pair, { threshold: thresholdOf(name, settings), alpha, random, blockTest });
  });
  return assembleReport(
    assessments,
    findings,
    [
      ...onlyIn(reference, fresh, 'not in the new data'),
      ...onlyIn(fresh, reference, 'not in the reference')
    ],
    { reference: reference.numRows, new: fresh.numRows },
    settings
  );
}

function onlyIn(side: Sample, other: Sample, because: string): LeftOut[] {
  return [...side.columns.keys()]
    .filter(column => !other.columns.has(column))
    .map(column => ({ column, because }));
}

function columnIn({ columns }: Sample, name: string): SampleColumn {
  const column = columns.get(name);
  if (column === undefined) throw new RangeError(`Cannot find column "${name}" in the sample`);
  return column;
}

export function thresholdOf(
  name: string,
  { threshold, thresholds = {} }: Pick<CompareSettings, 'threshold' | 'thresholds'>
): number {
  return Object.hasOwn(thresholds, name) ? thresholds[name]! : threshold;
}

function assembleReport(
  assessments: readonly Assessment[],
  findings: readonly Finding[],
  leftOut: readonly LeftOut[],
  rows: FullReport['rows'],
  { threshold, policy, disclose }: CompareSettings
): FullReport {
  const adjusted = adjustPValues(assessments.map(({ pValue }) => pValue));
  const verdicts = assessments.map((column, i) => decideVerdict(column, isDiscovery(adjusted[i]!)));
  const named = <T>(valueOf: (column: Assessment, i: number) => T | undefined): Record<string, T> =>
    Object.fromEntries(
      assessments.flatMap((column, i) => {
        const value = valueOf(column, i);
        return value === undefined ? [] : [[column.pair.name, value]];
      })
    );
  return {
    threshold,
    overall_drift: isOverall(policy, {
      ratios: assessments.map(column => column.figures.psi / column.threshold),
      numDrifting: verdicts.filter(verdict => verdict === 'drift').length
    }),
    features: named(({ figures }) => figures.psi),
    ks: named(({ figures }) => figures.ks),
    changed: adjusted.some(isDiscovery),
    inconclusive: assessments
      .filter((_, i) => verdicts[i] === 'inconclusive')
      .map(({ pair }) => pair.name),
    format: 'espalier.drift-report/1',
    policy,
    rows,
    findings: [...findings],
    left_out: [...leftOut],
    columns: named((column, i) =>
      reportColumn(column, verdicts[i]!, adjusted[i]!, {
        disclosure: disclose(column.pair.name),
        usual: threshold
      })
    )
  };
}

function isDiscovery(pAdjusted: number): boolean {
  return pAdjusted <= FALSE_ALARMS;
}
