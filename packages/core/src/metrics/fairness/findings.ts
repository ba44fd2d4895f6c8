import type {
  FairnessGroup,
  FairnessGrouping,
  FairnessMeasures
} from '../../contracts/fairness.ts';
import { SMALL_RULE } from './small.ts';

type Measured = Pick<FairnessMeasures, 'columns' | 'intersections'>;
type Metric = keyof FairnessGroup['difference'];

/** A gap to the largest group is a finding when it exceeds this. */
const WIDE_GAP = 0.1;
/** For rounding: 0.4 - 0.3 is a little over 0.1. */
const ROUNDING = 1e-12;
const METRICS = ['selection_rate', 'tpr'] as const;

/**
 * A sentence for the widest gap to the largest group, for every column and metric; for a pair of columns where neither alone
 * shows a gap. `decision` names the decision in it: "at threshold 0.5".
 */
export function judgeGaps(
  { columns, intersections }: Measured,
  decision: string
): Pick<FairnessMeasures, 'findings' | 'inconclusive'> {
  const named = Object.entries(columns);
  const hasGap = (name: string, metric: Metric): boolean =>
    widestGap(columns[name]!, metric) !== undefined;
  return {
    findings: [
      ...named.flatMap(([name, grouping]) => findingsOf([name], grouping, decision, METRICS)),
      ...intersections.flatMap(({ columns: pair, ...grouping }) =>
        findingsOf(
          pair,
          grouping,
          decision,
          METRICS.filter(metric => !pair.some(name => hasGap(name, metric)))
        )
      )
    ],
    inconclusive: named.flatMap(([name, grouping]) => inconclusiveOf(name, grouping, decision))
  };
}

function findingsOf(
  names: readonly string[],
  grouping: FairnessGrouping,
  decision: string,
  metrics: readonly Metric[]
): string[] {
  return metrics.flatMap(metric => {
    const group = widestGap(grouping, metric);
    if (group === undefined) return [];
    const sentence = sentenceOf(group, largestGroup(grouping)!, metric);
    return [`${names.join(' and ')}: ${sentence} ${decision}; ${adviceFor(names)}`];
  });
}

/** A mitigation to try, in the form of the option. */
function adviceFor(names: readonly string[]): string {
  const [name] = names;
  return names.length === 1
    ? `try --mitigate reweighing:${name} (Kamiran and Calders 2012) or thresholds:${name}`
    : 'try --mitigate with either column';
}

function sentenceOf(group: FairnessGroup, largest: FairnessGroup, metric: Metric): string {
  const gap = group.difference[metric]!;
  const points = `${(100 * Math.abs(gap)).toFixed(1)} points ${gap < 0 ? 'less' : 'more'} often`;
  const values = `${group[metric]!.toFixed(3)} against ${largest[metric]!.toFixed(3)}`;
  return metric === 'selection_rate'
    ? `${group.group} is selected ${points} than ${largest.group} (${values})`
    : `positives of ${group.group} are found ${points} than those of ${largest.group} (TPR ${values})`;
}

/** The groups that differ, where they or the largest group are too small to judge. */
function inconclusiveOf(name: string, grouping: FairnessGrouping, decision: string): string[] {
  const { small } = largestGroup(grouping) ?? { small: false };
  const groups = grouping.groups.filter(
    group => (group.small || small) && METRICS.some(metric => isWide(group, metric))
  );
  if (groups.length === 0) return [];
  const rule = small ? `the largest group has ${SMALL_RULE}` : SMALL_RULE;
  const names = groups.map(({ group }) => group).join(', ');
  return [`${name}: too small to judge ${decision} (${rule}): ${names}`];
}

/** The group furthest from the largest, both large enough to judge. */
function widestGap(grouping: FairnessGrouping, metric: Metric): FairnessGroup | undefined {
  if (largestGroup(grouping)?.small === true) return undefined;
  const gapOf = ({ difference }: FairnessGroup): number => Math.abs(difference[metric]!);
  return grouping.groups
    .filter(group => !group.small && isWide(group, metric))
    .sort((a, b) => gapOf(b) - gapOf(a))[0];
}

function isWide({ difference }: FairnessGroup, metric: Metric): boolean {
  return Math.abs(difference[metric] ?? 0) > WIDE_GAP + ROUNDING;
}

function largestGroup({ groups, largest }: FairnessGrouping): FairnessGroup | undefined {
  return groups.find(({ group }) => group === largest);
}
