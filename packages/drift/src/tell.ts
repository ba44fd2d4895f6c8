import { type Io, styleOf } from '@espalier/cli';
import { type ColumnReport, type FullReport } from './report-schema.ts';
import { type DriftOptions } from './run.ts';
import {
  changeSentence,
  findingWords,
  furtherSentences,
  percent,
  rankedColumns,
  verdictSentence
} from './verdict.ts';

/** Tell a person what was found and where it was written; with --json the report itself goes to a machine. */
export function tellReport(report: FullReport, options: DriftOptions, io: Io): void {
  const style = styleOf(io);
  const verdict = verdictSentence(report);
  const over = rankedColumns(report).filter(
    ([, { psi, threshold = report.threshold }]) => psi > threshold
  );
  const width = Math.max(0, ...over.map(([name]) => name.length));
  io.stderr.write(
    [
      style.bold(report.overall_drift ? style.red(verdict) : style.green(verdict)),
      ...over.map(([name, column]) => `  ${name.padEnd(width)}  ${figuresLine(column)}`),
      ...report.findings.map(
        ({ column, ...finding }) => `  ${style.yellow(column)}: ${findingWords(finding)}`
      ),
      `  ${changeSentence(report)}`,
      ...furtherSentences(report).map(sentence => `  ${sentence}`),
      `  wrote ${written(options)}`,
      ''
    ].join('\n')
  );
  if (options.json) io.stdout.write(`${JSON.stringify(report)}\n`);
}

function written({ out, html, junit, prometheus, markdown }: DriftOptions): string {
  const others = [
    ['the page', html],
    ['the JUnit report', junit],
    ['the metrics', prometheus],
    ['the summary', markdown]
  ].flatMap(([what, path]) => (path === undefined ? [] : [`${what!} to ${path}`]));
  return [`the report to ${out}`, ...others].join(', ');
}

function figuresLine({ psi, psi_limit, ks, ks_bounds, missing }: ColumnReport): string {
  const parts = [
    `PSI ${psi.toFixed(3)}`,
    ks === undefined
      ? ''
      : ks_bounds === undefined
        ? `KS ${ks.toFixed(4)}`
        : `KS ${ks_bounds[0].toFixed(3)} to ${ks_bounds[1].toFixed(3)}`,
    missing.reference === missing.new
      ? ''
      : `missing ${percent(missing.reference)} -> ${percent(missing.new)}`,
    psi_limit !== undefined && psi <= psi_limit
      ? `inconclusive: chance alone gives up to ${psi_limit.toFixed(3)}`
      : ''
  ];
  return parts.filter(part => part !== '').join('  ');
}
