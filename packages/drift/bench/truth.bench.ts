// How often drift is wrong: A/A windows without any drift, and windows with a small shift. Reference and window are drawn
// anew for each, independently, from the churn generator. `node ... truth.bench.ts 100` runs fewer windows.
import { randomSeeded } from '@espalier/core';
import { type CompareSettings, compareTables } from '@espalier/drift';
import { churnTable, NUMBERS, shifted } from './support/churn-tables.ts';

const WINDOWS = Number(process.argv[2] ?? 1000);
const SHIFT = 0.3;
const SETTINGS: CompareSettings = { threshold: 0.2, policy: 'any', disclose: () => 'nothing' };

interface Rates {
  readonly overall: number;
  readonly changed: number;
  readonly findings: number;
}

/** The shares of windows with an alarm. `moved` names the column that is shifted in window i, if any. */
function rates(numRows: number, seed: number, moved: (i: number) => string | undefined): Rates {
  let overall = 0;
  let changed = 0;
  let findings = 0;
  for (let i = 0; i < WINDOWS; ++i) {
    const reference = churnTable(numRows, randomSeeded(seed, 2 * i));
    const window = churnTable(numRows, randomSeeded(seed, 2 * i + 1));
    const name = moved(i);
    const fresh = name === undefined ? window : shifted(window, name, SHIFT);
    const report = compareTables(reference, fresh, SETTINGS);
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

console.log(`${WINDOWS} windows each\n`);
console.log(
  '| windows | rows | overall_drift | changed | any finding |\n|---|---:|---:|---:|---:|'
);
for (const numRows of [500, 5000, 50_000])
  tell(
    'no drift',
    numRows,
    rates(numRows, numRows, () => undefined)
  );
tell(
  `one number moved by ${SHIFT} sd`,
  5000,
  rates(5000, 77, i => NUMBERS[i % NUMBERS.length])
);
