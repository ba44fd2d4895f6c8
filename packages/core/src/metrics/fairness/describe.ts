import type { Decision } from '../../contracts/bundle-files.ts';
import type { Fairness, FairnessMeasures } from '../../contracts/fairness.ts';
import { present } from '../../present.ts';
import type { Column } from '../../table.ts';
import { judgeGaps } from './findings.ts';
import { measureFairness } from './measure.ts';

/** The threshold of the measures at the top of fairness.json, whatever the bundle's own. */
const COMMON_THRESHOLD = 0.5;

type ServedDecision = Pick<Decision, 'threshold' | 'group_thresholds'>;

/** The value of fairness.json: the groups under the decision at threshold 0.5, and under the decision that is served. */
export function describeFairness(
  labels: Uint8Array,
  probabilities: Float64Array,
  columns: readonly Column[],
  { threshold, group_thresholds }: ServedDecision,
  decisions: Uint8Array
): Fairness {
  const describe = (made: Uint8Array, decision: string): FairnessMeasures => {
    const measures = measureFairness(labels, made, columns, probabilities);
    return { ...measures, ...judgeGaps(measures, decision) };
  };
  const common = Uint8Array.from(probabilities, p => (p >= COMMON_THRESHOLD ? 1 : 0));
  const served = present({ threshold, group_thresholds });
  return {
    format: 'espalier.fairness/1',
    threshold: COMMON_THRESHOLD,
    ...describe(common, `at threshold ${COMMON_THRESHOLD}`),
    served: { ...served, ...describe(decisions, `by ${nameServed(served)}`) }
  };
}

/** The served decision, as part of a sentence. */
export function nameServed({ threshold, group_thresholds: groups }: ServedDecision): string {
  const shown = Number(threshold.toPrecision(3));
  return groups === undefined
    ? `the served decision (threshold ${shown})`
    : `the served decision (a threshold for each ${groups.column})`;
}

/** Is the served decision the one at threshold 0.5? Then its measures are the same. */
export function servesCommon({ served }: Pick<Fairness, 'served'>): boolean {
  return served.threshold === COMMON_THRESHOLD && served.group_thresholds === undefined;
}

/** The findings as lines for a terminal, those on the served decision first; none without sensitive columns. */
export function formatFindings(fairness: Fairness): string[] {
  if (Object.keys(fairness.columns).length === 0) return [];
  const common = linesOf(`fairness at threshold ${COMMON_THRESHOLD}`, fairness);
  return servesCommon(fairness)
    ? common
    : [...linesOf(`fairness of ${nameServed(fairness.served)}`, fairness.served), ...common];
}

function linesOf(title: string, { columns, findings, inconclusive }: FairnessMeasures): string[] {
  const sentences = [...findings, ...inconclusive];
  const none = `${Object.keys(columns).join(', ')}: no gap over 10 points`;
  return [
    `${title}, groups against the largest:`,
    ...(sentences.length > 0 ? sentences : [none]).map(
      sentence => `  ${sentence.replace(/\p{Cc}/gu, '\ufffd')}`
    )
  ];
}
