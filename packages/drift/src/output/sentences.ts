import {
  type ColumnReport,
  type DomainReport,
  type Finding,
  type FullReport,
  type PerformanceReport,
  type Verdict
} from '../compare/report-schema.ts';

/** Columns by PSI, the largest first. */
export function rankColumns({ columns }: FullReport): [name: string, column: ColumnReport][] {
  return Object.entries(columns).sort(([, a], [, b]) => b.psi - a.psi);
}

/** The report in one sentence. */
export function describeVerdict(report: FullReport): string {
  const { threshold, policy, inconclusive } = report;
  const columns = Object.values(report.columns);
  const numDrifting = columns.filter(({ verdict }) => verdict === 'drift').length;
  const limit = columns.some(column => column.threshold !== undefined)
    ? 'its threshold'
    : String(threshold);
  const over = `${numDrifting} of ${formatCount(columns.length, 'column')} ${numDrifting === 1 ? 'has' : 'have'} a PSI over ${limit}`;
  if (report.overall_drift)
    return `Drift: ${over}${policy === 'mean' ? ', and so has their mean' : ''}`;
  if (numDrifting > 0) return `No drift by the policy "${policy}", though ${over}`;
  if (inconclusive.length > 0)
    return `No drift that can be told from chance: ${inconclusive.length} of ${formatCount(columns.length, 'column')} ${inconclusive.length === 1 ? 'has' : 'have'} a PSI over ${limit}, but none more than samples of ${report.rows.reference} and ${report.rows.new} rows give without drift`;
  return `No drift: none of ${formatCount(columns.length, 'column')} has a PSI over ${limit}`;
}

/** The second answer: did anything change at all? */
export function describeChange(report: FullReport): string {
  if (!report.changed) return 'No test finds any change (false-discovery rate 5 %)';
  const changed = Object.values(report.columns).filter(({ p_adjusted }) => p_adjusted <= 0.05);
  return `Tests find a change in ${formatCount(changed.length, 'column')} (false-discovery rate 5 %)`;
}

/** A finding in words, without its column. */
export function describeFinding(finding: Omit<Finding, 'column'>): string {
  const { was = 'number', is = 'text', factor = 1, share = 0, levels = 0 } = finding;
  switch (finding.finding) {
    case 'empty':
      return 'empty in the new data: look at where it comes from before anything else';
    case 'absent':
      return 'absent from the new data: every row counts as missing';
    case 'type_changed':
      return `changed its type from ${was} to ${is}: look at where it comes from before anything else`;
    case 'unit_changed':
      return `all its values are about ${factorWords(factor)}: its unit seems to have changed`;
    case 'constant':
      return 'holds one and the same value in all the new data';
    case 'unseen_levels':
      return `holds levels in the new data that the reference does not have (${formatPercent(share)} of the rows)`;
    case 'vanished_levels':
      return `lacks ${formatCount(levels, 'level')} in the new data that chance would hardly leave out`;
    case 'range_left':
      return `${formatPercent(share)} of its new values lie beyond the range of the reference`;
    case 'reference_empty':
      return 'empty in the reference, filled in the new data';
    case 'reference_absent':
      return 'absent from the reference';
  }
}

function factorWords(factor: number): string {
  return factor >= 1
    ? `${Number(factor.toPrecision(4))} times as large`
    : `${Number((1 / factor).toPrecision(4))} times smaller`;
}

export function formatPercent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

/** What lies behind the columns, one sentence each: the model's scores, the labels, all columns together, the estimate. */
export function describeModel(report: FullReport): string[] {
  const { scores, labels, importance_weighted, domain_classifier: domain, performance } = report;
  const sentences: string[] = [];
  if (scores !== undefined)
    sentences.push(
      `The model's scores ${SCORE_WORDS[scores.verdict]} (PSI ${scores.psi.toFixed(3)}, ${scores.psi_expected.toFixed(3)} expected without drift)`
    );
  if (labels !== undefined)
    sentences.push(
      `Positives: ${formatPercent(labels.reference)} before, ${formatPercent(labels.new)} now (p ${shortP(labels.p_value)})`
    );
  if (importance_weighted !== undefined)
    sentences.push(
      `Weighted by what the model uses, the mean PSI of ${formatCount(importance_weighted.columns, 'column')} is ${importance_weighted.psi.toFixed(3)}`
    );
  if (domain !== undefined) sentences.push(domainSentence(domain));
  if (performance !== undefined) sentences.push(performanceSentence(performance));
  return sentences;
}

const SCORE_WORDS = {
  drift: 'have shifted',
  changed: 'have changed, but by less than the threshold',
  inconclusive: 'differ by no more than chance gives',
  stable: 'are distributed as before'
} as const satisfies Record<Verdict, string>;

function domainSentence({ roc_auc, interval, told_apart, culprits }: DomainReport): string {
  const auc = `ROC-AUC ${roc_auc.toFixed(3)}, ${interval[0].toFixed(3)} to ${interval[1].toFixed(3)}`;
  if (interval[1] < 0.5)
    return `The same rows seem to be on both sides: trees tell them apart worse than by chance (${auc})`;
  if (!told_apart) return `Trees cannot tell new rows from old ones (${auc})`;
  const named = culprits
    .slice(0, 3)
    .map(({ column, share }) => `${column} (${(100 * share).toFixed(0)} %)`);
  return `Trees tell new rows from old ones (${auc}), above all by ${named.join(', ')}`;
}

function performanceSentence(performance: PerformanceReport): string {
  const { estimate, intervals, change, reference, checks } = performance;
  if (estimate === null) {
    const failed = checks.filter(({ passed }) => !passed).map(({ because }) => because);
    return `No estimate of the performance: ${failed.join('; ')}`;
  }
  const [low, high] = intervals?.['roc_auc'] ?? [NaN, NaN];
  const before = reference['roc_auc'];
  const then = before === undefined ? '' : `, ${before.toFixed(3)} at training`;
  const by = change?.['roc_auc'];
  const moved = by === undefined ? '' : `, ${changeWords(by)}`;
  return `Estimated without labels: ROC-AUC ${estimate.roc_auc.toFixed(3)} (${low.toFixed(3)} to ${high.toFixed(3)})${then}${moved}, accuracy ${estimate.accuracy.toFixed(3)}; true as long as features mean for the target what they meant`;
}

/** Against the same estimate for the reference. */
function changeWords(by: number): string {
  const size = Math.abs(by).toFixed(3);
  return size === '0.000' ? 'as the reference' : `${by < 0 ? 'down' : 'up'} by ${size}`;
}

function shortP(p: number): string {
  return p < 0.001 ? 'under 0.001' : `= ${p.toFixed(3)}`;
}

export function formatCount(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}
