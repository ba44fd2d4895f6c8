// How fast drift is, and how much memory it takes: a Parquet file of 20 columns against a profile beside DuckDB's own SUMMARIZE,
// a million rows beside Evidently, many rows and many columns. Each run is a process of its own; rivals take turns round by round.
import { execFileSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bigTable, CACHE, tenfold, wideTable } from './support/big-table.ts';
import { benchPython } from './support/python.ts';

const ROUNDS = Number(process.argv[2] ?? 3);
const TSX = ['--conditions=@espalier/source', '--import', 'tsx'];
const PROFILE = `${CACHE}bench-data/drift/profile.json`;
const SPEC = `${CACHE}bench-data/drift/spec.yaml`;
const at = (name: string): string => fileURLToPath(new URL(`support/${name}`, import.meta.url));

interface Run {
  readonly seconds: number;
  readonly peakMb: number;
}

function run(command: string, ...args: string[]): Run {
  const out = execFileSync(command, args, { stdio: ['ignore', 'pipe', 'ignore'] }).toString();
  return JSON.parse(out.trim().split('\n').at(-1)!) as Run;
}

const ours = (...args: string[]): Run => run(process.execPath, ...TSX, at('ours.ts'), ...args);
const summarize = (path: string): Run => run(process.execPath, ...TSX, at('summarize.ts'), path);
const evidently = (a: string, b: string, method: string): Run =>
  run(benchPython(), at('rival.py'), a, b, method);

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1]!;
}

function row(name: string, runs: readonly Run[], base: readonly Run[]): string {
  const ratios = runs.map(({ seconds }, i) => base[i]!.seconds / seconds);
  const peak = Math.max(...runs.map(({ peakMb }) => peakMb));
  return `| ${name} | ${median(runs.map(({ seconds }) => seconds)).toFixed(2)} | ${peak.toFixed(0)} | ${median(ratios).toFixed(2)} |`;
}

/** The kinds of the columns, so that they need not be inferred. */
function writeSpec(): void {
  const numbers = Array.from({ length: 16 }, (_, i) => `  num_${i}: { kind: number }`);
  const categories = Array.from({ length: 4 }, (_, i) => `  cat_${i}: { kind: category }`);
  const head = 'name: bench\ntarget: { column: none, positive: 1 }\nfeatures:';
  writeFileSync(SPEC, `${[head, ...numbers, ...categories].join('\n')}\n`);
}

const reference = await bigTable(1_000_000, 1);
const million = await bigTable(1_000_000, 2, 0.1);
const tenMillion = await bigTable(10_000_000, 2, 0.1);
writeSpec();
if (!existsSync(PROFILE))
  execFileSync(process.execPath, [...TSX, at('ours.ts'), 'profile', reference, PROFILE]);

console.log(
  `\nMedian of ${ROUNDS} rounds in turns; the last column is SUMMARIZE's seconds over those of the row\n`
);
console.log(
  '| Parquet of 20 columns | seconds | peak MB | times as fast as SUMMARIZE |\n|---|---:|---:|---:|'
);
for (const [name, path] of [
  ['1,000,000', million],
  ['10,000,000', tenMillion]
] as const) {
  const [duck, mine]: [Run[], Run[]] = [[], []];
  for (let i = 0; i < ROUNDS; ++i) {
    duck.push(summarize(path));
    mine.push(ours('drift', PROFILE, path));
  }
  console.log(row(`${name} rows: SUMMARIZE`, duck, duck));
  console.log(row(`${name} rows: drift against a profile`, mine, duck));
}

const hundred = ours('drift', PROFILE, tenfold(tenMillion));
console.log(
  `| 100,000,000 rows in ten files: drift against a profile | ${hundred.seconds.toFixed(2)} | ${hundred.peakMb.toFixed(0)} | |`
);

const [wideA, wideB] = [wideTable(1), wideTable(2)];
const wide = Array.from({ length: ROUNDS }, () => ours('drift', wideA, wideB));
console.log(
  `\n200 columns of 100 rows without drift, both tables as CSV, no spec: ${median(wide.map(({ seconds }) => seconds)).toFixed(2)} s, ${median(wide.map(({ peakMb }) => peakMb)).toFixed(0)} MB`
);

const rivals = { default: [] as Run[], psi: [] as Run[] };
const profile: Run[] = [];
const rows: Run[] = [];
for (let i = 0; i < Math.min(ROUNDS, 2); ++i) {
  rivals.default.push(evidently(reference, million, 'default'));
  profile.push(ours('drift', PROFILE, million));
  rivals.psi.push(evidently(reference, million, 'psi'));
  rows.push(ours('drift', reference, million, '--spec', SPEC));
}
console.log(
  '\n| 1,000,000 x 20 against 1,000,000 x 20 | seconds | peak MB | times as fast as Evidently |\n|---|---:|---:|---:|'
);
console.log(row('Evidently, its own choice of tests', rivals.default, rivals.default));
console.log(row('Evidently, PSI alone', rivals.psi, rivals.default));
console.log(row('drift, both tables', rows, rivals.default));
console.log(row('drift, the reference as a profile', profile, rivals.default));
console.log(
  `\nAgainst Evidently's PSI alone: both tables ${median(rows.map(({ seconds }, i) => rivals.psi[i]!.seconds / seconds)).toFixed(1)}, profile ${median(profile.map(({ seconds }, i) => rivals.psi[i]!.seconds / seconds)).toFixed(1)} times as fast`
);
