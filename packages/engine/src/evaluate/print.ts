import { type Io, type Style, styleOf } from '@espalier/cli';
import { formatProblem } from '@espalier/core';
import type { FairnessGrouping } from '@espalier/core/contracts';
import { LABEL_METRICS, type LabelMetric } from '@espalier/core/metrics';
import { nameInputs } from '../local/bad-rows.ts';
import { countNoun } from '../local/count-noun.ts';
import type { Comparison } from './compare.ts';
import type { Measured } from './measure.ts';
import type { Evaluated } from './evaluated.ts';
import type { Operation } from './operation.ts';

const TITLES: Readonly<Record<LabelMetric, string>> = {
  roc_auc: 'ROC-AUC',
  pr_auc: 'PR-AUC',
  accuracy: 'accuracy',
  log_loss: 'log loss',
  brier: 'Brier',
  precision: 'precision',
  recall: 'recall',
  f1: 'F1'
};

/** Groups of a column, and bad rows, that are printed; --json has all. */
const MAX_GROUPS = 8;
const MAX_PROBLEMS = 20;

/** Print the result for a person. */
export function printEvaluated(evaluated: Evaluated, out: string | undefined, io: Io): void {
  const style = styleOf(io);
  const { bundle, inputs, measured, comparison, caveats, line } = evaluated;
  const { name, version } = bundle.manifest;
  const window =
    line.from === null && line.to === null ? '' : `, ${line.from ?? '…'} to ${line.to ?? '…'}`;
  const lines = [
    ...measured.notes.map(note => style.dim(note)),
    ...leftOut(measured).map(text => style.dim(text)),
    ...measured.problems.slice(0, MAX_PROBLEMS).map(problem => `  ${formatProblem(problem)}`),
    ...measured.warnings.map(
      ({ field, problem, rows }) =>
        `${style.yellow('warning')}: ${field}: ${countNoun(rows, 'cell')}: ${problem}`
    ),
    style.bold(
      `${name} ${version} on ${countNoun(measured.rows, 'row')} of ${nameInputs(inputs)} (${measured.positives} positive)${window}`
    ),
    ...LABEL_METRICS.map(metric => `  ${metricLine(metric, measured, comparison, style)}`),
    ...caveats.map(caveat => `  ${style.yellow('note')}: ${caveat}`),
    `  calibration: mean probability ${digits(measured.calibration.mean_probability)}, positives ${digits(measured.calibration.share_of_positives)}, error ${digits(measured.calibration.ece)}`,
    ...groupLines(measured),
    ...historyLines(evaluated, style),
    ...gateLines(evaluated, style),
    ...(out === undefined ? [] : [`  wrote ${out}`])
  ];
  io.stderr.write(`${lines.join('\n')}\n`);
}

/** Every row that is not measured, by its reason. */
function leftOut({ numUnlabelled, numOutside, numTimeless, numBad }: Measured): string[] {
  return [
    [numUnlabelled, 'without a label: left out'],
    [numOutside, 'outside the window: left out'],
    [numTimeless, 'without a time'],
    [numBad, 'that cannot be scored: skipped']
  ].flatMap(([count, what]) =>
    count === 0 ? [] : [`${countNoun(Number(count), 'row')} ${what!}`]
  );
}

function metricLine(
  metric: LabelMetric,
  { metrics }: Measured,
  comparison: readonly Comparison[],
  style: Style
): string {
  const title = TITLES[metric].padEnd(9);
  const value = metrics.values[metric];
  if (value === null) return `${title} unknown: ${metrics.unknown[metric] ?? ''}`;
  const interval = metrics.intervals[metric];
  const range = interval === null ? '' : ` (95%: ${digits(interval[0])} to ${digits(interval[1])})`;
  const found = comparison.find(({ metric: name }) => name === metric);
  return `${title} ${digits(value)}${range}${found === undefined ? '' : `, training ${digits(found.training)}: ${changeOf(found, style)}`}`;
}

function changeOf({ difference, verdict }: Comparison, style: Style): string {
  const change = `${difference < 0 ? '−' : '+'}${digits(Math.abs(difference))}`;
  if (verdict === 'worse') return style.red(`${change}, worse`);
  if (verdict === 'better') return style.green(`${change}, better`);
  return verdict === 'within' ? `${change}, within chance` : change;
}

/** The groups of each sensitive column, under the served decision. */
function groupLines({ fairness, absentSensitive }: Measured): string[] {
  const absent =
    absentSensitive.length === 0
      ? []
      : [`  not in the table, so not by group: ${absentSensitive.join(', ')}`];
  if (fairness === undefined) return absent;
  const sentences = [...fairness.findings, ...fairness.inconclusive];
  return [
    ...Object.entries(fairness.columns).flatMap(([name, grouping]) => [
      `  by ${name}:`,
      ...formatGroups(grouping)
    ]),
    ...sentences.map(sentence => `  ${sentence.replace(/\p{Cc}/gu, '\ufffd')}`),
    ...absent
  ];
}

function formatGroups({ groups }: FairnessGrouping): string[] {
  const shown = groups.slice(0, MAX_GROUPS).map(group => {
    const small = group.small ? ' (small)' : '';
    const figures = [
      `ROC-AUC ${orNone(group.roc_auc)}`,
      `selected ${orNone(group.selection_rate)}`,
      `TPR ${orNone(group.tpr)}`,
      `FPR ${orNone(group.fpr)}`
    ];
    const name = group.group.replace(/\p{Cc}/gu, '\ufffd');
    return `    ${name}${small}: ${countNoun(group.rows, 'row')}, ${figures.join(', ')}`;
  });
  const more = groups.length - shown.length;
  return more > 0 ? [...shown, `    and ${more} more: --json lists them all`] : shown;
}

function historyLines({ appended, line, operation }: Evaluated, style: Style): string[] {
  const isAsked = operation.latency_p95_ms !== null || operation.error_rate !== null;
  const told = isAsked || appended !== undefined ? [`  ${formatOperation(operation)}`] : [];
  if (appended === undefined) return told;
  const { path, outcome } = appended;
  const did = {
    appended: `appended the line of ${line.ts} to ${path}`,
    overrides: `appended to ${path}, which has a line of ${line.ts} already: the last one counts`,
    'already there': `${path} has this line already: nothing appended`
  }[outcome];
  return [`  ${outcome === 'appended' ? did : style.yellow(did)}`, ...told];
}

function formatOperation({ latency_p95_ms, error_rate, source }: Operation): string {
  return latency_p95_ms === null && error_rate === null
    ? `latency and errors unknown: ${source}`
    : `p95 latency ${orNone(latency_p95_ms, 1)} ms, error rate ${orNone(error_rate)}: ${source}`;
}

function gateLines({ gate, measured }: Evaluated, style: Style): string[] {
  if (gate === undefined) return [];
  const value = measured.metrics.values.roc_auc;
  const found = value === null ? 'ROC-AUC unknown' : `ROC-AUC ${digits(value)}`;
  return [
    gate.isMet
      ? `  ${style.green(`gate met: ${found}, at least ${gate.roc_auc} required`)}`
      : `  ${style.red(`gate not met: ${found}, at least ${gate.roc_auc} required`)}`
  ];
}

function digits(value: number): string {
  return value.toFixed(4);
}

function orNone(value: number | null, numDigits = 4): string {
  return value === null ? 'unknown' : value.toFixed(numDigits);
}
