import { formatDate } from '@espalier/core';
import { describeWays } from './describe-ways.ts';
import type { ColumnReport, Finding, FullReport } from '../compare/report-schema.ts';

/** Sort columns by PSI, the largest first. */
export function rankColumns({ columns }: FullReport): [name: string, column: ColumnReport][] {
  return Object.entries(columns).sort(([, a], [, b]) => b.psi - a.psi);
}

/**
 * Put the verdict into one sentence: of the columns, and of the labels where they give alarm. `names` follows the columns.
 */
export function describeVerdict(report: FullReport, names = ''): string {
  const alarms = describeLabelAlarms(report);
  if (alarms.length === 0) return `${describeColumns(report)}${names}`;
  const ofColumns = `${describeColumns(report)}${names}`;
  const ofLabels = alarms.join('; ');
  // The alarm comes first.
  return report.overall_drift
    ? `${ofColumns}; also, ${ofLabels}`
    : `${capitalize(ofLabels)}; ${ofColumns.charAt(0).toLowerCase()}${ofColumns.slice(1)}`;
}

function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function describeLabelAlarms({ labels, performance }: FullReport): string[] {
  const realised = performance?.realised;
  const before = performance?.reference['roc_auc'] ?? NaN;
  return [
    ...(labels?.verdict === 'drift'
      ? [
          `the positive labels went from ${formatPercent(labels.reference)} to ${formatPercent(labels.new)} (PSI ${labels.psi.toFixed(3)})`
        ]
      : []),
    ...(realised?.verdict === 'worse'
      ? [
          `by its labels the model does worse: ROC-AUC ${(realised.roc_auc ?? NaN).toFixed(3)}, ${before.toFixed(3)} at training`
        ]
      : [])
  ];
}

function describeColumns(report: FullReport): string {
  const { threshold, policy, inconclusive } = report;
  const columns = Object.values(report.columns);
  const numDrifting = columns.filter(({ verdict }) => verdict === 'drift').length;
  const limit = columns.some(column => column.threshold !== undefined)
    ? 'its threshold'
    : String(threshold);
  const over = `${numDrifting} of ${countNoun(columns.length, 'column')} ${numDrifting === 1 ? 'has' : 'have'} a PSI over ${limit}`;
  if (report.overall_drift)
    return `Drift: ${over}${policy === 'mean' ? ', and so has their mean' : ''}`;
  if (numDrifting > 0) return `No drift under the policy "${policy}", although ${over}`;
  if (inconclusive.length > 0)
    return `Inconclusive: ${inconclusive.length} of ${countNoun(columns.length, 'column')} ${inconclusive.length === 1 ? 'has' : 'have'} a PSI over ${limit}, but samples of ${report.rows.reference} and ${report.rows.new} rows differ that much by chance`;
  return `No drift: none of ${countNoun(columns.length, 'column')} has a PSI over ${limit}`;
}

/** Say whether any test finds a change, however small. */
export function describeChange(report: FullReport): string {
  if (!report.changed) return 'No test finds a change (false-discovery rate 5%)';
  const changed = rankColumns(report).filter(([, { p_adjusted }]) => p_adjusted <= 0.05);
  const names = changed.map(([name]) => name);
  return `Tests find a change in ${countNoun(names.length, 'column')}: ${listNames(names)} (false-discovery rate 5%)`;
}

/** "Not compared: id (ignored by the spec); a, b (...)": columns of one reason together; undefined where there are none. */
export function describeLeftOut({ left_out }: Pick<FullReport, 'left_out'>): string | undefined {
  if (left_out.length === 0) return undefined;
  const byReason = new Map<string, string[]>();
  for (const { column, because } of left_out)
    byReason.set(because, [...(byReason.get(because) ?? []), column]);
  const parts = [...byReason].map(([because, names]) => `${listNames(names)} (${because})`);
  return `Not compared: ${parts.join('; ')}`;
}

/** Put a finding into words, without its column. */
export function describeFinding(finding: Omit<Finding, 'column'>): string {
  const { was = 'number', is = 'text', factor = 1, share = 0, levels = 0 } = finding;
  switch (finding.finding) {
    case 'empty':
      return 'empty in the new data: check its source first';
    case 'absent':
      return 'absent from the new data: every row counts as missing';
    case 'type_changed':
      return `type changed from ${was} to ${is}: check its source first`;
    case 'unit_changed':
      return `all values are about ${factorWords(factor)}: the unit seems to have changed`;
    case 'constant':
      return 'constant in the new data';
    case 'bad_cells':
      return `${formatPercent(share)} of the new rows hold something that is not a ${was}`;
    case 'reference_bad_cells':
      return `${formatPercent(share)} of the rows of the reference hold something that is not a ${was}`;
    case 'unseen_levels':
      return `new levels that the reference does not have (${formatPercent(share)} of the new rows)${alikeWords(finding)}`;
    case 'vanished_levels':
      return `${countNoun(levels, 'level')} missing from the new data, unlikely by chance`;
    case 'range_left':
      return `${formatPercent(share)} of the new values lie outside the range of the reference`;
    case 'reference_empty':
      return 'empty in the reference, filled in the new data';
    case 'reference_absent':
      return 'absent from the reference';
    case 'reference_unseen':
      return `${formatPercent(share)} of the rows of the reference hold a level that its spec does not declare`;
  }
}

function alikeWords({ alike, alike_share = 0 }: Omit<Finding, 'column'>): string {
  if (alike === undefined) return '';
  const most = alike_share === 1 ? 'they' : `${formatPercent(alike_share)} of them`;
  return `; ${most} match known levels ${describeWays(alike)}`;
}

function factorWords(factor: number): string {
  return factor >= 1
    ? `${Number(factor.toPrecision(4))} times as large`
    : `${Number((1 / factor).toPrecision(4))} times smaller`;
}

export function formatPercent(share: number): string {
  return `${(100 * share).toFixed(1)}%`;
}

/** "1 column", "12 columns". */
export function countNoun(n: number, noun: string, format: (n: number) => string = String): string {
  return `${format(n)} ${noun}${n === 1 ? '' : 's'}`;
}

const MAX_NAMED = 3;

/** "a, b and c", or the first three and how many more. */
export function listNames(names: readonly string[]): string {
  const shown = names.slice(0, MAX_NAMED);
  const more = names.length - shown.length;
  if (more > 0) return `${shown.join(', ')} and ${more} more`;
  return shown.length < 2
    ? shown.join('')
    : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)!}`;
}

/**
 * "median 118 → 141": the centre of a number or a date on both sides; the mean where the median stays, as that of a flag does.
 * Undefined where a side does not tell it.
 */
export function describeCentre(
  { date, median, mean }: ColumnReport,
  format: (value: number) => string = String
): string | undefined {
  const show = date === true ? formatDate : format;
  const texts = Object.entries({ median, mean }).flatMap(([name, centre]) => {
    const { reference = null, new: fresh = null } = centre ?? {};
    if (reference === null || fresh === null) return [];
    return [{ text: `${name} ${show(reference)} → ${show(fresh)}`, isMoved: reference !== fresh }];
  });
  return (texts.find(({ isMoved }) => isMoved) ?? texts[0])?.text;
}

/** Does most of a PSI come from bins with rows on one side alone? */
export function isMostlyEmptyBins({ psi, psi_empty_bins = 0 }: ColumnReport): boolean {
  return psi > 0 && psi_empty_bins / psi > 0.5;
}
