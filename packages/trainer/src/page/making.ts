import { type Model } from '@espalier/bundle';
import { type Decision } from '@espalier/core/contracts';
import { type Section } from '@espalier/report';
import { grouped } from './numbers.ts';
import { type TrainReport } from './report.ts';

/** Where the model comes from: what it takes to make it again. */
export function makingSection({ spec, trained, metrics }: TrainReport): Section {
  const { model, decision, pipeline } = trained.parts;
  const rows: (readonly [string, string])[] = [
    ['Family', metrics.family],
    ...modelRows(model),
    ['Features', `${pipeline.features.length}, from ${Object.keys(spec.features).length} columns`],
    ['Calibration', decision.calibrator.kind],
    ['Threshold', String(metrics.threshold)],
    ...groupThresholdRows(decision),
    ['Training rows', grouped(metrics.rows_train)],
    ['Validation rows', grouped(metrics.rows_validation)],
    ['Split', splitWords(spec)],
    ['Seed', String(metrics.seed)],
    ['Data (sha256)', metrics.dataset_sha256],
    ['Commit', metrics.git_sha ?? 'none'],
    ['Time', metrics.timestamp],
    ...secondsRows(metrics['seconds'])
  ];
  return {
    title: 'How it was made',
    blocks: [
      {
        kind: 'table',
        columns: [{ name: 'What' }, { name: 'Value', wrap: true }],
        rows
      }
    ]
  };
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
      return [['Trees', grouped(model.trees.trees.length)]];
    case 'mlp':
      return [['Units of the layers', model.layers.map(({ biases }) => biases.length).join(', ')]];
  }
}

function secondsRows(seconds: unknown): [string, string][] {
  return typeof seconds === 'number' ? [['Took', `${seconds.toFixed(1)} s`]] : [];
}
