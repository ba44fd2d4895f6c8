// How often drift is wrong: A/A windows without any drift, and windows with a small shift. Reference and window are drawn
// anew for each, independently, from the churn generator. `node ... truth.bench.ts 100` runs fewer windows.
import { profileTable, randomSeeded, type Table } from '@espalier/core';
import { addBlock, createCounters } from '../src/inputs/count-rows.ts';
import { compareSamples, type CompareSettings, compareTables } from '../src/compare/compare.ts';
import type { FullReport } from '../src/compare/report-schema.ts';
import { createProfileSample } from '../src/pair/sample.ts';
import { churnTable, NUMBERS, shifted } from './support/churn-tables.ts';

const WINDOWS = Number(process.argv[2] ?? 1000);
const SHIFT = 0.3;
const MOVED_SEED = 77;
const SETTINGS: CompareSettings = { threshold: 0.2, policy: 'any', disclose: () => 'nothing' };

interface Rates {
  readonly overall: number;
  readonly changed: number;
  readonly findings: number;
}

/** The reference is a profile, and the window is counted in its bins. */
function compareCounts(reference: Table, fresh: Table): FullReport {
  const profile = profileTable(reference, { features: {} });
  const counters = createCounters(profile.columns);
  addBlock(counters, fresh);
  const columns = new Map(
    [...counters].map(([name, counter]) => [
      name,
      { of: 'counts' as const, counts: counter.counts() }
    ])
  );
  const sample = { numRows: fresh.numRows, columns, faults: new Map() };
  return compareSamples(createProfileSample(profile), sample, SETTINGS);
}

const compareRows = (reference: Table, fresh: Table): FullReport =>
  compareTables(reference, fresh, SETTINGS);

/** The shares of windows with an alarm. `moved` names the column that is shifted in window i, if any. */
function rates(
  numRows: number,
  seed: number,
  compare: typeof compareRows,
  moved: (i: number) => string | undefined = () => undefined
): Rates {
  let overall = 0;
  let changed = 0;
  let findings = 0;
  for (let i = 0; i < WINDOWS; ++i) {
    const reference = churnTable(numRows, randomSeeded(seed, 2 * i));
    const window = churnTable(numRows, randomSeeded(seed, 2 * i + 1));
    const name = moved(i);
    const fresh = name === undefined ? window : shifted(window, name, SHIFT);
    const report = compare(reference, fresh);
    overall += Number(report.overall_drift);
    changed += Number(report.changed);
    findings += Number(report.findings.length > 0);
  }
  return { overall: overall / WINDOWS, changed: changed / WINDOWS, findings: findings / WINDOWS };
}

function tell(what: string, numRows: number, { overall, changed, findings }: Rates): void {
  const cells = [overall, changed, findings].map(share => `${(100 * share).toFixed(1)} %`);
  console.log(`| ${what} | ${numRows} | ${cells.join(' | ')} |`);
}

console.log(
  `${WINDOWS} windows each; the seed is the number of rows, ${MOVED_SEED} for the moved columns\n`
);
console.log(
  '| windows | rows | overall_drift | changed | any finding |\n|---|---:|---:|---:|---:|'
);
const SIDES = [
  ['two tables', compareRows],
  ['a profile and a table', compareCounts]
] as const;
for (const [sides, compare] of SIDES) {
  for (const numRows of [500, 5000, 50_000])
    tell(`no drift, ${sides}`, numRows, rates(numRows, numRows, compare));
  const moved = rates(5000, MOVED_SEED, compare, i => NUMBERS[i % NUMBERS.length]);
  tell(`one number moved by ${SHIFT} sd, ${sides}`, 5000, moved);
}
