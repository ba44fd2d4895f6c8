import type { ModelIdentity } from '@espalier/core/contracts';
import type { LabelReport, PerformanceReport } from '../compare/performance-schema.ts';
import type { DomainReport, FullReport, Verdict } from '../compare/report-schema.ts';
import { countNoun, formatPercent } from './sentences.ts';

/** One sentence each on the model's scores, the labels, all columns together and the estimated performance. */
export function describeModel(report: FullReport): string[] {
  const { scores, labels, importance_weighted, domain_classifier: domain, performance } = report;
  const sentences: string[] = [];
  if (report.model !== undefined && report.reference_model !== undefined)
    sentences.push(
      `The reference is of ${describeIdentity(report.reference_model)}, the new data of ${describeIdentity(report.model)}: the scores of two versions are not compared`
    );
  if (scores !== undefined)
    sentences.push(
      `The model's scores ${SCORE_WORDS[scores.verdict]} (PSI ${scores.psi.toFixed(3)}, ${scores.psi_expected.toFixed(3)} expected without drift)`
    );
  if (labels !== undefined) sentences.push(describeLabels(labels));
  if (importance_weighted !== undefined)
    sentences.push(
      `The mean PSI of ${countNoun(importance_weighted.columns, 'column')}, weighted by importance, is ${importance_weighted.psi.toFixed(3)}`
    );
  if (domain !== undefined) sentences.push(domainSentence(domain));
  if (performance?.realised !== undefined)
    sentences.push(describeRealised(performance.realised, performance.reference['roc_auc']));
  if (performance !== undefined) sentences.push(performanceSentence(performance));
  return sentences;
}

/** "churn 1.0.0", with as much of the hash as tells two bundles of one version apart. */
export function describeIdentity({ name, version, content_sha256 }: ModelIdentity): string {
  return `${name} ${version} (${content_sha256.slice(0, 12)})`;
}

const SCORE_WORDS = {
  drift: 'have shifted',
  changed: 'have changed, but by less than the threshold',
  inconclusive: 'differ no more than by chance',
  stable: 'have not changed'
} as const satisfies Record<Verdict, string>;

const LABEL_WORDS = {
  drift: 'a label shift',
  inconclusive: 'no more than chance gives',
  changed: 'a change, but less than the threshold',
  stable: 'no change'
} as const satisfies Record<Verdict, string>;

export function describeLabels({
  reference,
  new: fresh,
  psi,
  p_value,
  verdict
}: LabelReport): string {
  return `Positive labels: ${formatPercent(reference)} in the reference, ${formatPercent(fresh)} in the new data: ${LABEL_WORDS[verdict]} (PSI ${psi.toFixed(3)}, p ${shortP(p_value)})`;
}

type Realised = NonNullable<PerformanceReport['realised']>;

/** The metrics by the labels, with their 95% intervals. */
export function describeRealised(realised: Realised, before: number | undefined): string {
  const { rows, unlabelled, roc_auc, accuracy, intervals, verdict } = realised;
  const shown = (name: string, metric: string, value: number): string => {
    const [low, high] = intervals[metric] ?? [NaN, NaN];
    return `${name} ${value.toFixed(3)} (${low.toFixed(3)} to ${high.toFixed(3)})`;
  };
  const judged = verdict === 'worse' || verdict === 'better' ? `, which is ${verdict}` : '';
  const then = before === undefined ? '' : `, ${before.toFixed(3)} at training${judged}`;
  const ranking =
    roc_auc === null ? 'all are of one class' : `${shown('ROC-AUC', 'roc_auc', roc_auc)}${then}`;
  const of = unlabelled === 0 ? '' : ` of ${rows + unlabelled}`;
  return `By the labels of ${rows}${of} new rows: ${ranking}; ${shown('accuracy', 'accuracy', accuracy)}`;
}

/** A column with a smaller share of the gain is not named. */
export const MIN_SHARE = 0.005;

function domainSentence({ roc_auc, interval, told_apart, culprits }: DomainReport): string {
  const auc = `ROC-AUC ${roc_auc.toFixed(3)}, ${interval[0].toFixed(3)} to ${interval[1].toFixed(3)}`;
  if (interval[1] < 0.5)
    return `Both sides seem to hold the same rows: trees separate them worse than chance (${auc})`;
  if (!told_apart) return `Trees cannot tell new rows from reference rows (${auc})`;
  const named = culprits
    .filter(({ share }, i) => i === 0 || share >= MIN_SHARE)
    .slice(0, 3)
    .map(({ column, share }) => `${column} (${(100 * share).toFixed(0)}%)`);
  return `Trees tell new rows from reference rows (${auc}), mostly by ${named.join(', ')}`;
}

function performanceSentence(performance: PerformanceReport): string {
  const { estimate, intervals, reference_estimate, reference, checks } = performance;
  const labels = checks.find(({ check }) => check === 'agrees_with_labels');
  if (labels?.passed === false)
    return `The estimate without labels does not hold: ${labels.because}`;
  if (estimate === null) {
    const failed = checks.filter(({ passed }) => !passed).map(({ because }) => because);
    return `Performance cannot be estimated without labels: ${failed.join('; ')}`;
  }
  const [low, high] = intervals?.['roc_auc'] ?? [NaN, NaN];
  const compared = compareWith(estimate.roc_auc, reference_estimate?.['roc_auc'], reference);
  const proviso =
    labels === undefined
      ? 'valid as long as the features relate to the target as before'
      : 'the labels agree';
  return `Estimated without labels: ROC-AUC ${estimate.roc_auc.toFixed(3)} (${low.toFixed(3)} to ${high.toFixed(3)})${compared}, accuracy ${estimate.accuracy.toFixed(3)}; ${proviso}`;
}

/** Beside the same estimate for the reference, else what training measured; the difference is that of the shown numbers. */
function compareWith(
  now: number,
  before: number | undefined,
  { roc_auc: measured }: PerformanceReport['reference']
): string {
  if (before === undefined)
    return measured === undefined ? '' : `, ${measured.toFixed(3)} at training`;
  const by = Number(now.toFixed(3)) - Number(before.toFixed(3));
  const size = Math.abs(by).toFixed(3);
  const moved = size === '0.000' ? 'unchanged' : `${by < 0 ? 'down' : 'up'} by ${size}`;
  return `, ${before.toFixed(3)} for the reference: ${moved}`;
}

function shortP(p: number): string {
  return p < 0.001 ? 'under 0.001' : `= ${p.toFixed(3)}`;
}
