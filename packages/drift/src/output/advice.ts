import { type FullReport } from '../compare/report-schema.ts';
import { rankColumns } from './sentences.ts';

/** Findings that say a column is broken at its source. */
export const BROKEN_FINDINGS: readonly string[] = [
  'empty',
  'absent',
  'type_changed',
  'unit_changed',
  'constant'
];

/** A share of the importance over this is one that the model leans on. */
const WEIGHTY = 0.05;
/** An estimated ROC-AUC that is lower by more than this is a loss. */
const LOSS = 0.01;
const MAX_NAMED = 3;

/** What to do, the most urgent first: causes before actions. */
export function createAdvice(report: FullReport): string[] {
  const broken = [
    ...new Set(
      report.findings
        .filter(({ finding }) => BROKEN_FINDINGS.includes(finding))
        .map(({ column }) => column)
    )
  ];
  const drifting = rankColumns(report).filter(([, { verdict }]) => verdict === 'drift');
  const advice = [
    ...(broken.length > 0
      ? [
          `Mend ${listed(broken)} where the data comes from before anything else: retraining on broken data helps nobody.`
        ]
      : []),
    ...unseenAdvice(report),
    ...weightAdvice(
      report,
      drifting.filter(([name]) => !broken.includes(name)).map(([name]) => name)
    ),
    ...lossAdvice(report),
    ...(report.inconclusive.length > 0
      ? [`Wait for more rows before judging ${listed(report.inconclusive)}.`]
      : [])
  ];
  return advice.length > 0 ? advice : ['Nothing: go on watching.'];
}

function unseenAdvice({ findings }: FullReport): string[] {
  const columns = findings.filter(({ finding }) => finding === 'unseen_levels');
  return columns.length === 0
    ? []
    : [
        `Look at the new levels of ${listed(columns.map(({ column }) => column))}: declare them in the dataset spec and train again if they are here to stay.`
      ];
}

/** Drift of a column that the model hardly uses is no reason to act. */
function weightAdvice({ columns }: FullReport, drifting: readonly string[]): string[] {
  if (drifting.length === 0) return [];
  const isKnown = drifting.some(name => columns[name]!.importance !== undefined);
  if (!isKnown) return [`Find out why ${listed(drifting)} shifted: what changed outside?`];
  const weighty = drifting.filter(name => (columns[name]!.importance ?? 0) >= WEIGHTY);
  if (weighty.length === 0)
    return [`${listed(drifting)} shifted, but the model hardly uses them: no reason to act.`];
  return [
    `Find out why ${listed(weighty)} shifted: the model leans on ${weighty.length === 1 ? 'it' : 'them'}.`
  ];
}

function lossAdvice({ performance, overall_drift }: FullReport): string[] {
  if (performance === undefined || !overall_drift) return [];
  const { estimate, change } = performance;
  if (estimate === null)
    return ['Collect labels for some new rows: without them nobody knows how the model does.'];
  return (change?.['roc_auc'] ?? 0) < -LOSS
    ? ['Train again on recent rows, and compare both models on rows that neither has seen.']
    : ['No loss is estimated: watch, and check it against labels as they come in.'];
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, MAX_NAMED);
  const more = names.length - shown.length;
  if (more > 0) return `${shown.join(', ')} and ${more} more`;
  return shown.length < 2
    ? shown.join('')
    : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)!}`;
}
