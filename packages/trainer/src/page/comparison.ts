import type { Cell, Section, Tone } from '@espalier/report';
import { digits, signed } from './numbers.ts';
import type { TrainReport } from './report.ts';

type Replaced = NonNullable<TrainReport['replaced']>;

const METRICS = [
  ['roc_auc', 'ROC-AUC', 1],
  ['pr_auc', 'PR-AUC', 1],
  ['log_loss', 'Log loss', -1],
  ['brier', 'Brier score', -1],
  ['accuracy', 'Accuracy', 1],
  ['f1', 'F1', 1]
] as const;

/** The bundle that lay in the folder beside the new one; nothing where there was none. */
export function comparisonSections(report: TrainReport): Section[] {
  const { replaced } = report;
  return replaced === undefined ? [] : [comparisonSection(report, replaced)];
}

function comparisonSection(report: TrainReport, replaced: Replaced): Section {
  const title = 'Compared with the bundle it replaces';
  const { name, version, content_sha256 } = replaced.manifest;
  const which = `${name} ${version} of ${replaced.metrics.timestamp.slice(0, 10)} (content ${content_sha256.slice(0, 12)})`;
  if (name !== report.spec.name)
    return {
      title,
      blocks: [
        {
          kind: 'paragraph',
          text: `The folder held another model, ${which}: their metrics are not comparable.`
        }
      ]
    };
  const differences = differencesOf(report, replaced);
  const isSame = differences.length === 0;
  return {
    title,
    blocks: [
      {
        kind: 'paragraph',
        text: isSame
          ? `The folder held ${which}, measured on the same validation rows: a change is one of the model.`
          : `The folder held ${which}, measured on other validation rows (${differences.join(', ')}): a change may come from the rows as well as from the model.`
      },
      {
        kind: 'table',
        caption: `Coloured when the replaced value lies outside the 95% interval of the new one${isSame ? '' : ', and the rows are the same'}.`,
        columns: [
          { name: 'Metric' },
          { name: 'Replaced', align: 'right' },
          { name: 'New', align: 'right' },
          { name: 'Change', align: 'right' }
        ],
        rows: METRICS.map(([metric, words, sign]): Cell[] => {
          const before = replaced.metrics[metric];
          const after = report.metrics[metric];
          const interval = report.metrics.intervals?.[metric];
          const isClear = interval !== undefined && (before < interval[0] || before > interval[1]);
          const tone: Tone =
            !isSame || !isClear ? 'plain' : sign * (after - before) > 0 ? 'good' : 'bad';
          return [words, digits(before), digits(after), { text: signed(after - before), tone }];
        })
      }
    ]
  };
}

/** Why the validation rows are not the same; empty when they are. */
function differencesOf({ spec, metrics }: TrainReport, replaced: Replaced): string[] {
  const old = replaced.metrics;
  const oldSpec = replaced.spec;
  return [
    ...(old.dataset_sha256 === metrics.dataset_sha256 ? [] : ['other data']),
    ...(old.seed === metrics.seed ? [] : ['another seed']),
    ...(old.rows_validation === metrics.rows_validation && old.rows_train === metrics.rows_train
      ? []
      : ['another number of rows']),
    ...(oldSpec.group === spec.group && oldSpec.time === spec.time ? [] : ['another split']),
    ...(oldSpec.target.column === spec.target.column &&
    oldSpec.target.positive === spec.target.positive
      ? []
      : ['another target'])
  ];
}
