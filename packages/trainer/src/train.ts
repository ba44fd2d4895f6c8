import { type BundleParts, createDecider, createScorer } from '@espalier/bundle';
import { type Progress } from '@espalier/cli';
import {
  type CategoryColumn,
  columnOf,
  countPositives,
  partRows,
  profileScores,
  profileTable,
  randomSeeded,
  selectLabels,
  type Table
} from '@espalier/core';
import {
  type DatasetSpec,
  type Fairness,
  type Feature,
  type Metrics,
  type Mitigation,
  type TradeOff
} from '@espalier/core/contracts';
import { countRepeats } from './checks/repeats.ts';
import { familiesFor, type Standing } from './choose-family.ts';
import { mitigate } from './decision/mitigate.ts';
import { tradeOff } from './decision/trade-off.ts';
import { evaluate, type Evaluation } from './evaluate.ts';
import { measureFairness } from './fairness/index.ts';
import { scoreTraining, type TrainingScores } from './evaluate/training-scores.ts';
import { fitScoring, type FitSettings, type FittedScoring } from './fit.ts';
import { type Importance, measureImportances } from './explain/importances.ts';
import { measureDependence, type PartialDependence } from './explain/partial-dependence.ts';
import { type ScoreCurves, traceScores } from './page/score-curves.ts';
import { type SearchSettings } from './search/record.ts';
import { searchParams } from './search/search.ts';
import { createSplitting } from './split/index.ts';

export interface TrainSettings extends FitSettings {
  /** Share of the rows that is set aside for the evaluation. */
  readonly validation: number;
  /** A key of each row, NaN for none: rows of one key are not parted. */
  readonly groups?: Float64Array;
  /** The time of each row: the last ones are set aside. */
  readonly times?: Float64Array;
  readonly mitigation?: Mitigation | undefined;
  /** The table is not needed any more: its memory is given back on the way. */
  readonly consume?: boolean;
  /** Parameters are searched before anything else is chosen. */
  readonly search?: SearchSettings | undefined;
}

export interface Trained {
  readonly parts: Omit<BundleParts, 'metrics'>;
  readonly evaluation: Evaluation;
  readonly scores: ScoreCurves;
  /** The same model on rows that it was trained on. */
  readonly training: TrainingScores;
  /** How the decision treats the groups of the sensitive columns, where the spec names any. */
  readonly fairness: Fairness | undefined;
  /** What a search for parameters found, where one was asked for. */
  readonly search: Metrics['search'];
  /** What a mitigation cost and gained, where one was asked for. */
  readonly mitigation: Metrics['mitigation'];
  readonly importances: readonly Importance[];
  /** Of the most important columns. */
  readonly dependence: readonly PartialDependence[];
  /** How the families that were tried did on training rows that their models had not seen. */
  readonly leaderboard: readonly Standing[];
  readonly numTrain: number;
  /** Validation rows that stand among the training rows too. */
  readonly numRepeats: number;
  readonly numValidation: number;
}

/** Independent streams of one seed. */
const STREAM = { split: 0, intervals: 2, explanation: 5 } as const;
/** Columns whose partial dependence is measured. */
const NUM_DEPENDENCE = 6;

/**
 * Train on a table: the pipeline, the model and everything that is chosen see the training rows alone; the evaluation is of
 * the validation rows, scored the way that serving scores.
 */
export async function train(
  table: Table,
  labels: Uint8Array,
  spec: DatasetSpec,
  settings: TrainSettings,
  progress: Progress
): Promise<Trained> {
  const splitting = createSplitting(labels, settings);
  const split = splitting.holdOut(settings.validation, randomSeeded(settings.seed, STREAM.split));
  const [trainTable, held] = partRows(table, [split.train, split.validation], {
    consume: settings.consume === true
  }) as [Table, Table];
  const training = {
    table: trainTable,
    labels: selectLabels(labels, split.train),
    splitting: splitting.select(split.train)
  };
  const columns = Object.keys(spec.features);
  const { family, search, mitigation } = settings;
  const found =
    search &&
    (await searchParams(training, columns, familiesFor(family), settings, search, progress));
  const chosen = {
    ...settings,
    params: found?.params ?? settings.params,
    families: found?.families
  };
  const plain = await fitScoring(training, columns, chosen, progress);
  const fitted =
    mitigation === undefined
      ? plain
      : await mitigate(mitigation, plain, training, columns, chosen, progress);

  const heldLabels = selectLabels(labels, split.validation);
  const judge = ({ scoring }: FittedScoring): Judged => {
    const probabilities = createScorer(scoring)(held);
    const decisions = createDecider(scoring.decision)(held, probabilities);
    const random = randomSeeded(settings.seed, STREAM.intervals);
    const evaluation = evaluate(heldLabels, probabilities, scoring.decision, decisions, random);
    return { probabilities, decisions, evaluation };
  };
  const judged = judge(fitted);
  const tradeOffOf = ({ decisions, evaluation }: Judged, column: string): TradeOff =>
    tradeOff(heldLabels, decisions, evaluation, columnOf(held, column));
  const random = randomSeeded(settings.seed, STREAM.explanation);
  const importances = measureImportances(fitted.scoring, held, heldLabels, fitted.gains, random);
  const { probabilities } = judged;
  const sensitive = spec.sensitive.map(name => columnOf(held, name));
  return {
    parts: {
      ...fitted.scoring,
      spec: withLevels(spec, training.table),
      profile: {
        ...profileTable(training.table, spec),
        scores: profileScores(probabilities),
        labels: { count: training.labels.length, positives: countPositives(training.labels) }
      }
    },
    evaluation: judged.evaluation,
    scores: traceScores(heldLabels, probabilities),
    training: scoreTraining(training.table, training.labels, fitted.scoring),
    fairness:
      sensitive.length === 0 ? undefined : measureFairness(heldLabels, probabilities, sensitive),
    search: found?.summary,
    mitigation: mitigation && {
      method: mitigation.method,
      column: mitigation.column,
      before: tradeOffOf(judge(plain), mitigation.column),
      after: tradeOffOf(judged, mitigation.column)
    },
    importances,
    dependence: measureDependence(
      fitted.scoring,
      held,
      importances.slice(0, NUM_DEPENDENCE).map(({ column }) => column),
      random
    ),
    leaderboard: fitted.leaderboard,
    numTrain: split.train.length,
    numRepeats: countRepeats(training.table, held),
    numValidation: split.validation.length
  };
}

/** What a scoring does to the validation rows. */
interface Judged {
  readonly probabilities: Float64Array;
  readonly decisions: Uint8Array;
  readonly evaluation: Evaluation;
}

/** The spec with the levels of the training rows, where it does not declare them: what serving accepts is then written down. */
function withLevels(spec: DatasetSpec, table: Table): DatasetSpec {
  const features = Object.entries(spec.features).map(([name, feature]): [string, Feature] => {
    const column = columnOf(table, name);
    if (feature.kind === 'number' || column.kind === 'number' || feature.levels !== undefined)
      return [name, feature];
    const levels = presentLevels(column);
    return [name, levels.length === 0 ? feature : { ...feature, levels }];
  });
  return { ...spec, features: Object.fromEntries(features) };
}

function presentLevels({ levels, codes }: CategoryColumn): string[] {
  const present = new Set(codes);
  return levels.filter((_, code) => present.has(code));
}
