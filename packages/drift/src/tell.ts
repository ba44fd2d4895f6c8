import { type Io, styleOf } from '@espalier/cli';
import { type ColumnReport, type FullReport } from './report-schema.ts';
import { type DriftOptions } from './run.ts';
import { changeSentence, FINDING_WORDS, rankedColumns, verdictSentence } from './verdict.ts';

/** Tell a person what was found and where it was written; with --json the report itself goes to a machine. */
export function tellReport(report: FullReport, options: DriftOptions, io: Io): void {
  const style = styleOf(io);
  const verdict = verdictSentence(report);
  const over = rankedColumns(report).filter(([, { psi }]) => psi > report.threshold);
  const width = Math.max(0, ...over.map(([name]) => name.length));
  io.stderr.write(
    [
      style.bold(report.overall_drift ? style.red(verdict) : style.green(verdict)),
      ...over.map(([name, column]) => `  ${name.padEnd(width)}  ${figuresLine(column)}`),
      ...report.findings.map(
        ({ column, finding }) => `  ${style.yellow(column)}: ${FINDING_WORDS[finding]}`
      ),
      `  ${changeSentence(report)}`,
      `  wrote the report to ${options.out}${options.html === undefined ? '' : `, the page to ${options.html}`}`,
      ''
    ].join('\n')
  );
  if (options.json) io.stdout.write(`${JSON.stringify(report)}\n`);
}

function figuresLine({ psi, psi_limit, ks, missing }: ColumnReport): string {
  const parts = [
    `PSI ${psi.toFixed(3)}`,
    ks === undefined ? '' : `KS ${ks.toFixed(4)}`,
    missing.reference === missing.new
      ? ''
      : `missing ${percent(missing.reference)} -> ${percent(missing.new)}`,
    psi_limit !== undefined && psi <= psi_limit
      ? `inconclusive: chance alone gives up to ${psi_limit.toFixed(3)}`
      : ''
  ];
  return parts.filter(part => part !== '').join('  ');
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
