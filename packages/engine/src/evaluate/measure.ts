import { type Bundle, groupsOf } from '@espalier/bundle';
import { type Column, EspalierError, present, type Problem, randomSeeded } from '@espalier/core';
import type { FairnessMeasures } from '@espalier/core/contracts';
import {
  type CalibrationBin,
  type Confusion,
  describeFairness,
  evaluate,
  type Evaluation,
  type Interval,
  LABEL_METRICS,
  type LabelMetric,
  wilsonInterval
} from '@espalier/core/metrics';
import { type LabelledBlock, readLabelled } from '@espalier/tables';
import { countBadRows, nameInputs } from '../local/bad-rows.ts';

/** Metrics of a window; null where it does not tell. */
export interface WindowMetrics {
  readonly values: Readonly<Record<LabelMetric, number | null>>;
  readonly intervals: Readonly<Record<LabelMetric, Interval | null>>;
  /** Why metrics are null, by name. */
  readonly unknown: Readonly<Partial<Record<LabelMetric, string>>>;
}

export interface Measured {
  readonly metrics: WindowMetrics;
  readonly rows: number;
  readonly positives: number;
  readonly confusion: Confusion;
  readonly calibration: {
    readonly mean_probability: number;
    readonly share_of_positives: number;
    readonly ece: number;
    readonly reliability: readonly CalibrationBin[];
  };
  /** By the groups of the sensitive columns that the table has, under the decision that is served. */
  readonly fairness?: FairnessMeasures;
  /** Did the rows count by the weights of the spec's column? */
  readonly isWeighted: boolean;
  readonly absentSensitive: readonly string[];
  /** The window: as it was asked for, else of the rows; milliseconds since 1970, null where no time is known. */
  readonly from: number | null;
  readonly to: number | null;
  readonly numUnlabelled: number;
  readonly numOutside: number;
  readonly numTimeless: number;
  /** Labelled rows that were skipped, with the reasons. */
  readonly numBad: number;
  readonly problems: readonly Problem[];
  readonly warnings: readonly {
    readonly field: string;
    readonly problem: string;
    readonly rows: number;
  }[];
  readonly notes: readonly string[];
}

export interface MeasureOptions {
  readonly time: string | undefined;
  readonly since: number | undefined;
  readonly until: number | undefined;
  readonly onBad: 'reject' | 'skip';
}

const SEED = 42;
const ONE_CLASS = 'all labels are of one class';

/** Score the labelled rows of tables and measure. Errors: as for reading a table, E_ROWS_INVALID, E_TARGET_INVALID. */
export async function measureTables(
  bundle: Bundle,
  inputs: readonly string[],
  { time, since, until, onBad }: MeasureOptions
): Promise<Measured> {
  const gathered = createGathered(bundle);
  const read = await readLabelled({
    inputs,
    spec: bundle.spec,
    ...present({ groups: groupsOf(bundle.decision), time, since, until }),
    onBlock: block => {
      gathered.add(block);
    }
  });
  const problems = read.files.flatMap(file => file.problems);
  const numBad = countBadRows(problems);
  const numRows = read.files.reduce((sum, file) => sum + file.numRows, 0);
  if (numBad > 0 && onBad === 'reject')
    throw new EspalierError(
      'E_ROWS_INVALID',
      `Cannot score ${numBad} of the ${numRows} rows of ${nameInputs(inputs)}`,
      'Fix or remove the rows listed, or leave them out with --on-bad skip',
      { details: problems }
    );
  const { labels, probabilities, decisions, codes, weights } = gathered.end();
  if (labels.length === 0) throw noLabels(inputs, bundle.spec.target.column, read);
  const columns = read.sensitive.map(({ name, levels }, j): Column => ({
    kind: 'category',
    name,
    levels,
    codes: codes[j]!
  }));
  const evaluation = evaluate(
    labels,
    probabilities,
    bundle.decision,
    decisions,
    randomSeeded(SEED),
    weights
  );
  const positives = labels.reduce((sum, label) => sum + label, 0);
  const weightOf = (row: number): number => weights?.[row] ?? 1;
  const total = labels.reduce((sum, _, row) => sum + weightOf(row), 0);
  const weightOfPositives = labels.reduce((sum, label, row) => sum + label * weightOf(row), 0);
  return {
    metrics: windowMetrics(evaluation, weightOfPositives > 0 && weightOfPositives < total),
    rows: labels.length,
    positives,
    confusion: evaluation.confusion,
    calibration: {
      mean_probability: probabilities.reduce((sum, p, row) => sum + p * weightOf(row), 0) / total,
      share_of_positives: weightOfPositives / total,
      ece: evaluation.ece,
      reliability: evaluation.reliability
    },
    ...(columns.length === 0
      ? {}
      : {
          fairness: describeFairness(labels, probabilities, columns, bundle.decision, decisions)
            .served
        }),
    isWeighted: read.isWeighted,
    absentSensitive: bundle.spec.sensitive.filter(
      name => !read.sensitive.some(column => column.name === name)
    ),
    from: since ?? read.range?.from ?? null,
    to: until ?? read.range?.to ?? null,
    numUnlabelled: read.numUnlabelled,
    numOutside: read.numOutside,
    numTimeless: read.numTimeless,
    numBad,
    problems,
    warnings: [...read.warnings.values()].filter(({ rows }) => rows > 0),
    notes: read.files.flatMap(({ path, notes }) => notes.map(note => `${path}: ${note}`))
  };
}

type Read = Awaited<ReturnType<typeof readLabelled>>;

function noLabels(
  inputs: readonly string[],
  column: string,
  { numUnlabelled, numOutside, numTimeless }: Read
): EspalierError {
  const why =
    numOutside + numTimeless > 0 && numUnlabelled === 0
      ? 'no row is in the window'
      : `no row has a value in "${column}"`;
  return new EspalierError(
    'E_TARGET_INVALID',
    `Cannot evaluate on ${nameInputs(inputs)}: ${why}`,
    numOutside > 0 ? 'Widen --since and --until' : 'Pass rows whose outcome is known'
  );
}

/** Collects the label, probability, decision and groups of each row. */
function createGathered(bundle: Bundle) {
  const parts: {
    readonly labels: Uint8Array;
    readonly probabilities: Float64Array;
    readonly decisions: Uint8Array;
    readonly codes: readonly Int32Array[];
    readonly weights: Float64Array | undefined;
  }[] = [];
  return {
    add({ table, isUsed, labels, sensitive, weights }: LabelledBlock): void {
      const probabilities = bundle.score(table);
      const decisions = bundle.decide(table, probabilities);
      const isKept = (_: number, row: number): boolean => isUsed[row] === 1;
      parts.push({
        labels: labels.filter(isKept),
        probabilities: probabilities.filter(isKept),
        decisions: decisions.filter(isKept),
        codes: sensitive.map(codes => codes.filter(isKept)),
        weights: weights?.filter(isKept)
      });
    },
    end() {
      const numRows = parts.reduce((sum, part) => sum + part.labels.length, 0);
      const labels = new Uint8Array(numRows);
      const probabilities = new Float64Array(numRows);
      const decisions = new Uint8Array(numRows);
      const codes = (parts[0]?.codes ?? []).map(() => new Int32Array(numRows));
      const isWeighted = parts[0]?.weights !== undefined;
      const weights = isWeighted ? new Float64Array(numRows) : undefined;
      let at = 0;
      for (const part of parts) {
        labels.set(part.labels, at);
        probabilities.set(part.probabilities, at);
        decisions.set(part.decisions, at);
        if (part.weights !== undefined) weights?.set(part.weights, at);
        for (const [j, column] of part.codes.entries()) codes[j]!.set(column, at);
        at += part.labels.length;
      }
      return { labels, probabilities, decisions, codes, weights };
    }
  };
}

/** Where every resample is alike, the bootstrap has no width, however few the rows: rates have another interval. */
function intervalOf(name: LabelMetric, { intervals, confusion }: Evaluation): Interval | null {
  const interval = intervals[name];
  if (interval.every(Number.isFinite) && interval[0] < interval[1]) return interval;
  const { truePositives, trueNegatives, falsePositives, falseNegatives } = confusion;
  const right = truePositives + trueNegatives;
  if (name === 'accuracy') return wilsonInterval(right, right + falsePositives + falseNegatives);
  if (name === 'recall') return wilsonInterval(truePositives, truePositives + falseNegatives);
  if (name === 'precision') return wilsonInterval(truePositives, truePositives + falsePositives);
  return null;
}

/** Ranking metrics need both classes; a rate with a denominator of 0 is unknown. */
function windowMetrics(evaluation: Evaluation, hasBoth: boolean): WindowMetrics {
  const isRanking = (name: LabelMetric): boolean => name === 'roc_auc' || name === 'pr_auc';
  const isKnown = (name: LabelMetric): boolean =>
    Number.isFinite(evaluation[name]) && (hasBoth || !isRanking(name));
  const of = <T>(value: (name: LabelMetric) => T): Record<LabelMetric, T> =>
    Object.fromEntries(LABEL_METRICS.map(name => [name, value(name)])) as Record<LabelMetric, T>;
  return {
    values: of(name => (isKnown(name) ? evaluation[name] : null)),
    intervals: of(name => (isKnown(name) ? intervalOf(name, evaluation) : null)),
    unknown: Object.fromEntries(
      LABEL_METRICS.filter(name => !isKnown(name)).map(name => [
        name,
        isRanking(name) ? ONE_CLASS : 'there is nothing to divide by'
      ])
    )
  };
}
