import { createAdvice } from './advice.ts';
import { isAlarming } from '../compare/alarm.ts';
import type { ColumnReport, FullReport } from '../compare/report-schema.ts';
import { describeIdentity, describeModel } from './model-sentences.ts';
import {
  describeChange,
  describeFinding,
  describeLeftOut,
  describeVerdict,
  formatPercent,
  rankColumns
} from './sentences.ts';
import type { SourceNames } from './source-names.ts';

/** Rows of the table at most: the report holds the rest. */
const MAX_COLUMNS = 10;

/** Render a pull request comment: the verdict, the findings, the columns that shifted most. */
export function renderMarkdown(report: FullReport, names: SourceNames): string {
  const ranked = rankColumns(report);
  const leftOut = describeLeftOut(report);
  const hidden = ranked.length - MAX_COLUMNS;
  return [
    `## ${titleOf(report)}`,
    '',
    `${escapeMarkdown(describeVerdict(report))}. ${escapeMarkdown(describeChange(report))}.`,
    '',
    ...report.findings.map(
      ({ column, ...finding }) =>
        `- **${escapeMarkdown(column)}**: ${escapeMarkdown(describeFinding(finding))}`
    ),
    ...describeModel(report).map(sentence => `- ${escapeMarkdown(sentence)}`),
    ...(leftOut === undefined ? [] : [`- ${escapeMarkdown(leftOut)}`]),
    '',
    '**What to do**',
    '',
    ...createAdvice(report, names).flatMap(({ text, command }) => [
      `- ${escapeMarkdown(text)}`,
      ...(command === undefined ? [] : ['', `      ${command.replace(/\s+/g, ' ')}`, ''])
    ]),
    '',
    '| column | PSI | expected | KS | missing | verdict |',
    '|---|---:|---:|---:|---:|---|',
    ...ranked.slice(0, MAX_COLUMNS).map(([name, column]) => row(name, column)),
    ...(hidden > 0 ? ['', `${hidden} more columns have a smaller PSI.`] : []),
    '',
    `${report.rows.new} new rows (${escapeMarkdown(names.new)}) against ${report.rows.reference} (${escapeMarkdown(names.reference)}); threshold ${report.threshold}, policy ${report.policy}${report.model === undefined ? '' : `; model ${escapeMarkdown(describeIdentity(report.model))}`}.`,
    ''
  ].join('\n');
}

function titleOf(report: FullReport): string {
  if (report.overall_drift) return 'Drift';
  return isAlarming(report) ? 'No column drifts, but the labels raise an alarm' : 'No drift';
}

function row(name: string, { psi, psi_expected, ks, missing, verdict }: ColumnReport): string {
  const cells = [
    escapeMarkdown(name),
    psi.toFixed(3),
    psi_expected.toFixed(3),
    ks?.toFixed(3) ?? '',
    formatPercent(missing.new),
    verdict === 'drift' ? '**drift**' : verdict
  ];
  return `| ${cells.join(' | ')} |`;
}

/** Escape text so that it neither ends a cell nor becomes a link, a mention or HTML. */
function escapeMarkdown(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[\\`*_{}[\]<>|#@!~]/g, '\\$&');
}
