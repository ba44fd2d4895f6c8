import type { Model } from '@espalier/bundle';
import type { ClassWeights, Decision } from '@espalier/core/contracts';
import { formatCount, type Section } from '@espalier/report';
import type { TrainReport } from './report.ts';

/** All that is needed to train the same model again. */
export function makingSection({ spec, trained, metrics }: TrainReport): Section {
  const { model, decision, pipeline } = trained.parts;
  const rows: (readonly [string, string])[] = [
    ['Family', metrics.family],
    ...modelRows(model),
    ['Features', `${pipeline.features.length}, from ${Object.keys(spec.features).length} columns`],
    ['Calibration', decision.calibrator.kind],
    ['Threshold', String(metrics.threshold)],
    ...groupThresholdRows(decision),
    ...(spec.weight === undefined
      ? []
      : [['Weights', `${spec.weight}: in fitting, calibration, threshold and metrics`] as const]),
    ...constraintRows(spec),
    ['Training rows', formatCount(metrics.rows_train)],
    ['Validation rows', formatCount(metrics.rows_validation)],
    ['Split', splitWords(spec)],
    ['Seed', String(metrics.seed)],
    ['Data (sha256)', metrics.dataset_sha256],
    ['Commit', metrics.git_sha ?? 'none'],
    ['Time', metrics.timestamp],
    ...secondsRows(metrics['seconds'])
  ];
  return {
    title: 'How to reproduce it',
    fold: 'phone',
    blocks: [
      {
        kind: 'table',
        lead: rows.length,
        columns: [{ name: 'Setting' }, { name: 'Value', wrap: true }],
        rows
      }
    ]
  };
}

/** What the dataset spec asks of the model, all of which holds. */
function constraintRows({ features, train }: TrainReport['spec']): [string, string][] {
  const monotone = Object.entries(features).flatMap(([name, feature]) =>
    feature.kind === 'number' && feature.monotone !== undefined
      ? [`${name} ${feature.monotone}`]
      : []
  );
  const { interactions, class_weights: factors } = train;
  return [
    ...(monotone.length === 0 ? [] : [['Monotone', monotone.join(', ')] as [string, string]]),
    ...(interactions === undefined
      ? []
      : [
          ['Interactions only within', interactions.map(names => names.join(', ')).join(' | ')] as [
            string,
            string
          ]
        ]),
    ...(factors === undefined ? [] : [['Class weights', factorWords(factors)] as [string, string]])
  ];
}

function factorWords(factors: ClassWeights): string {
  const words =
    factors === 'balanced'
      ? 'balanced'
      : `positive ${factors.positive}, negative ${factors.negative}`;
  return `${words}; in fitting only, probabilities are calibrated without them`;
}

function groupThresholdRows({ group_thresholds: of }: Decision): [string, string][] {
  if (of === undefined) return [];
  const words = Object.entries(of.thresholds).map(
    ([group, threshold]) => `${group} ${threshold.toFixed(4)}`
  );
  return [[`Threshold by ${of.column}`, words.join(', ')]];
}

function splitWords({ group, time }: TrainReport['spec']): string {
  if (time !== undefined) return `by time: the last rows by ${time} are for validation`;
  return group === undefined
    ? 'stratified by the target'
    : `by group: rows with the same ${group} stay together`;
}

function modelRows(model: Model): [string, string][] {
  switch (model.family) {
    case 'logistic':
      return [['Penalty', String(Number(model.penalty.toPrecision(6)))]];
    case 'gbdt':
      return [['Trees', formatCount(model.trees.trees.length)]];
    case 'mlp':
      return [['Units per layer', model.layers.map(({ biases }) => biases.length).join(', ')]];
  }
}

function secondsRows(seconds: unknown): [string, string][] {
  return typeof seconds === 'number' ? [['Duration', `${seconds.toFixed(1)} s`]] : [];
}
