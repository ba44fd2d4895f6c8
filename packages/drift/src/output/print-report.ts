import { type CommonOptions, type Io, styleOf } from '@espalier/cli';
import { isAlarming } from '../compare/alarm.ts';
import type { ColumnReport, FullReport } from '../compare/report-schema.ts';
import { describeModel } from './model-sentences.ts';
import {
  countNoun,
  describeCentre,
  describeChange,
  describeFinding,
  describeLeftOut,
  describeVerdict,
  formatPercent,
  isMostlyEmptyBins,
  rankColumns
} from './sentences.ts';
import type { OutputPaths } from './write-outputs.ts';

/** Columns over the threshold that are listed, the largest PSI first. */
const MOST_NAMED = 20;

/** Print the verdict and the written paths to stderr; with --json, the report itself to stdout. */
export function printReport(
  report: FullReport,
  options: OutputPaths & Pick<CommonOptions, 'json'>,
  io: Io
): void {
  const style = styleOf(io);
  const verdict = describeVerdict(report);
  const over = rankColumns(report).filter(
    ([, { psi, threshold = report.threshold }]) => psi > threshold
  );
  const leftOut = describeLeftOut(report);
  const named = over.slice(0, MOST_NAMED);
  const numMore = over.length - named.length;
  const width = Math.max(0, ...named.map(([name]) => name.length));
  io.stderr.write(
    [
      style.bold(isAlarming(report) ? style.red(verdict) : style.green(verdict)),
      ...named.map(([name, column]) => `  ${name.padEnd(width)}  ${figuresLine(column)}`),
      ...(numMore > 0 ? [`  and ${countNoun(numMore, 'more column')}: see the report`] : []),
      ...report.findings.map(
        ({ column, ...finding }) => `  ${style.yellow(column)}: ${describeFinding(finding)}`
      ),
      `  ${describeChange(report)}`,
      ...describeModel(report).map(sentence => `  ${sentence}`),
      ...(leftOut === undefined ? [] : [`  ${leftOut}`]),
      `  wrote ${listOutputs(options)}`,
      ''
    ].join('\n')
  );
  if (options.json) io.stdout.write(`${JSON.stringify(report)}\n`);
}

function listOutputs({ out, html, junit, prometheus, markdown }: OutputPaths): string {
  const others = [
    ['the page', html],
    ['the JUnit report', junit],
    ['the metrics', prometheus],
    ['the summary', markdown]
  ].flatMap(([what, path]) => (path === undefined ? [] : [`${what!} to ${path}`]));
  return [`the report to ${out}`, ...others].join(', ');
}

function figuresLine(column: ColumnReport): string {
  const { psi, psi_chance, verdict, ks, ks_bounds, missing } = column;
  const parts = [
    `PSI ${psi.toFixed(3)}`,
    ks === undefined
      ? ''
      : ks_bounds === undefined
        ? `KS ${ks.toFixed(4)}`
        : `KS ${[...new Set(ks_bounds.map(bound => bound.toFixed(3)))].join(' to ')}`,
    describeCentre(column) ?? '',
    missing.reference === missing.new
      ? ''
      : `missing ${formatPercent(missing.reference)} → ${formatPercent(missing.new)}`,
    isMostlyEmptyBins(column) ? 'mostly from bins that one side leaves empty' : '',
    verdict === 'inconclusive' && psi_chance !== undefined
      ? `inconclusive: chance gives as much in ${formatPercent(psi_chance)} of such samples`
      : ''
  ];
  return parts.filter(part => part !== '').join('  ');
}
