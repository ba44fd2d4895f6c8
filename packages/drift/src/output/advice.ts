import { type BrokenColumn, type BrokenFinding, listBrokenColumns } from '@espalier/core/contracts';
import type { FindingName, FullReport } from '../compare/report-schema.ts';
import { compareCommand, trainCommand } from './commands.ts';
import { listNames, rankColumns } from './sentences.ts';
import type { SourceNames } from './source-names.ts';

/** One step, with the command that carries it out where there is one. */
export interface Advice {
  readonly text: string;
  readonly command?: string;
}

/** Share of the importance from which the model relies on a column. */
const MIN_IMPORTANCE = 0.05;
/** Drop of the estimated ROC-AUC from which it counts as a loss. */
const MIN_LOSS = 0.01;

/** List what to do, the most urgent first: likely causes before actions. */
export function createAdvice(report: FullReport, sources: SourceNames): Advice[] {
  const brokenColumns = listBrokenColumns(report);
  const broken = brokenColumns.map(({ column }) => column);
  const drifting = rankColumns(report)
    .filter(([name, { verdict }]) => verdict === 'drift' && !broken.includes(name))
    .map(([name]) => name);
  const advice = [
    ...brokenAdvice(brokenColumns, sources),
    ...badCellAdvice(report, sources),
    ...unseenAdvice(report, sources),
    ...shiftAdvice(report, drifting),
    ...labelAdvice(report),
    ...retrainAdvice(report, drifting, broken, sources),
    ...(report.inconclusive.length > 0
      ? [
          {
            text: `Wait for more rows before judging ${listNames(report.inconclusive)}: samples of this size differ that much by chance. Then compare again.`,
            command: compareCommand(sources)
          }
        ]
      : [])
  ];
  if (advice.length > 0) return advice;
  return [
    {
      text: 'Nothing: keep watching. In a pipeline, stop at drift with exit code 3:',
      command: compareCommand(sources)
    }
  ];
}

function namesWith({ findings }: FullReport, wanted: readonly FindingName[]): string[] {
  const names = findings.flatMap(({ column, finding }) =>
    wanted.includes(finding) ? [column] : []
  );
  return [...new Set(names)];
}

/** Likeliest cause of each finding. */
const CAUSES: Record<BrokenFinding, string> = {
  empty: 'a failed join or upstream job',
  absent: 'a renamed or dropped column',
  type_changed: 'a changed export format, or text for missing values',
  unit_changed: 'a changed unit',
  constant: 'a default written in place of the real value',
  wholly_unseen: 'levels in another spelling, or another column under this name'
};

function brokenAdvice(broken: readonly BrokenColumn[], sources: SourceNames): Advice[] {
  if (broken.length === 0) return [];
  const causes = Object.entries(CAUSES).flatMap(([finding, cause]) => {
    const names = broken.flatMap(({ column, finding: kind }) => (kind === finding ? [column] : []));
    return names.length === 0 ? [] : [`${listNames(names)}: ${cause}`];
  });
  return [
    {
      text: `Fix ${listNames(broken.map(({ column }) => column))} at the source first: retraining on broken data does not help. Likely causes: ${causes.join('; ')}. Then compare again.`,
      command: compareCommand(sources)
    }
  ];
}

function badCellAdvice(report: FullReport, sources: SourceNames): Advice[] {
  const names = namesWith(report, ['bad_cells', 'reference_bad_cells']);
  if (names.length === 0) return [];
  return [
    {
      text: `Look at the cells of ${listNames(names)} that are of another kind. This lists them by line:`,
      command: `${compareCommand(sources)} --bad-cells reject`
    }
  ];
}

function unseenAdvice(report: FullReport, sources: SourceNames): Advice[] {
  const names = namesWith(report, ['unseen_levels']);
  if (names.length === 0) return [];
  return [
    {
      text: `Check the new levels of ${listNames(names)}: a changed spelling belongs fixed upstream; a new product or region belongs in the dataset spec, followed by a training.`,
      ...withCommand(trainCommand(sources))
    }
  ];
}

/** Drift of a column that the model hardly uses is no reason to act. */
function shiftAdvice({ columns }: FullReport, drifting: readonly string[]): Advice[] {
  if (drifting.length === 0) return [];
  const isWeighed = drifting.some(name => columns[name]!.importance !== undefined);
  const used = drifting.filter(name => (columns[name]!.importance ?? 0) >= MIN_IMPORTANCE);
  if (isWeighed && used.length === 0)
    return [
      { text: `${listNames(drifting)} shifted, but the model hardly uses them: no action needed.` }
    ];
  const named = isWeighed ? used : drifting;
  const reliance = isWeighed ? ` The model relies on ${named.length === 1 ? 'it' : 'them'}.` : '';
  return [
    {
      text: `Find out why ${listNames(named)} shifted: look at the upstream job (a filter, a join, a new source), at the unit, then at the world (a season, a campaign, other customers).${reliance}`
    }
  ];
}

function labelAdvice({ labels, performance }: FullReport): Advice[] {
  const agreement = performance?.checks.find(({ check }) => check === 'agrees_with_labels');
  return [
    ...(labels?.verdict === 'drift'
      ? [
          {
            text: 'Find out why the share of positive labels moved: a changed definition, labels that arrive late for one class, or the world.'
          }
        ]
      : []),
    ...(agreement?.passed === false
      ? [
          {
            text: 'Find out why the target no longer follows from the features as it did at training: a changed definition, labels joined to the wrong rows, or the world.'
          }
        ]
      : [])
  ];
}

function retrainAdvice(
  { performance, overall_drift, labels }: FullReport,
  drifting: readonly string[],
  broken: readonly string[],
  sources: SourceNames
): Advice[] {
  const isWorse = performance?.realised?.verdict === 'worse';
  if (isWorse && broken.length === 0)
    return [
      {
        text: 'Retrain on recent rows with labels: by the labels the model does worse than at training. Compare both models on rows that neither has seen.',
        ...withCommand(trainCommand(sources))
      }
    ];
  if (!overall_drift || isWorse) return [];
  if (typeof performance?.realised?.roc_auc === 'number')
    return [{ text: 'Do not retrain yet: the labels show no loss. Keep watching as more arrive.' }];
  const loss = performance?.change?.['roc_auc'];
  if (performance !== undefined && performance.estimate !== null && (loss ?? 0) >= -MIN_LOSS)
    return [
      {
        text: 'Do not retrain yet: no loss is estimated. Keep watching, and check against labels as they arrive.'
      }
    ];
  if (labels === undefined)
    return performance === undefined
      ? []
      : [{ text: 'Collect labels for some new rows: without them the performance is unknown.' }];
  if (drifting.length === 0 || broken.length > 0) return [];
  return [
    {
      text: 'If the change is here to stay, retrain on recent rows, and compare both models on rows that neither has seen.',
      ...withCommand(trainCommand(sources))
    }
  ];
}

function withCommand(command: string | undefined): { command?: string } {
  return command === undefined ? {} : { command };
}
