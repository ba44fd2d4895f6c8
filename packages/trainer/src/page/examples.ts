import { createExplainer, createScorer, goldenRows, topReasons } from '@espalier/bundle';
import { createRowEncoder } from '@espalier/core';
import type { GoldenRow } from '@espalier/core/contracts';
import { type Figures, formatPercent, formatValue, type Section } from '@espalier/report';
import type { TrainReport } from './report.ts';
import { namedLevels } from './values.ts';

/** Reasons for and against are seen best away from 0 and 1. */
const LIKELY = 0.8;
/** Contributions drawn of one row; the others are summed. */
const MAX_COLUMNS = 8;
const MAX_VALUE_LENGTH = 12;
/** A label on the axis: column and value. */
const MAX_LABEL_LENGTH = 26;

/** Two of the bundle's synthetic rows, explained the way that serving explains: never a row of the table. */
export function examplesSection(report: TrainReport): Section {
  const { parts } = report.trained;
  const rows = goldenRows(parts.spec, parts.profile);
  const { table } = createRowEncoder(parts.spec)(rows);
  const probabilities = [...createScorer(parts)(table)];
  const contributions = createExplainer(parts)(table);
  const likely = nearest(probabilities, LIKELY);
  const unlikely = nearest(probabilities, 1 - LIKELY);
  const figures = [...new Set([likely, unlikely])].map((row): Figures['figures'][number] => {
    const reasons = topReasons(contributions, row, contributions.columns.length);
    // A last one has as much room as the words for it.
    const numShown = reasons.length === MAX_COLUMNS + 1 ? reasons.length : MAX_COLUMNS;
    const rest = reasons.slice(numShown);
    return {
      title: row === likely ? 'A higher probability' : 'A lower probability',
      note: formatPercent(probabilities[row]),
      legend: ['lowers it', 'raises it'],
      figure: {
        kind: 'contributions',
        label: 'Contribution of each column to the log-odds of one synthetic row',
        x: `log-odds, from a base of ${formatValue(contributions.base)}`,
        bars: [
          ...reasons.slice(0, numShown).map(({ feature, contribution }) => ({
            label: labelOf(feature, rows[row]![feature], report),
            value: contribution
          })),
          ...(rest.length === 0
            ? []
            : [
                {
                  label: `${rest.length} others`,
                  value: rest.reduce((sum, { contribution }) => sum + contribution, 0)
                }
              ])
        ]
      }
    };
  });
  return {
    title: 'Two predictions explained',
    blocks: [
      {
        kind: 'figures',
        caption:
          'Two synthetic rows, drawn from declared levels and ranges or between deciles; no row of the table is shown. Each bar is what the column adds to the log-odds of the positive class: they and the base add up to the score before calibration.',
        figures
      }
    ]
  };
}

/** The place of the probability that is nearest to the wanted one. */
function nearest(probabilities: readonly number[], wanted: number): number {
  const distances = probabilities.map(p => Math.abs(p - wanted));
  return distances.indexOf(Math.min(...distances));
}

/** Column and value, the column shortened so that the value stays. */
function labelOf(
  column: string,
  value: GoldenRow[string] | undefined,
  report: TrainReport
): string {
  const text = shorten(valueText(column, value, report), MAX_VALUE_LENGTH);
  return `${shorten(column, MAX_LABEL_LENGTH - text.length - 3)} = ${text}`;
}

function valueText(
  column: string,
  value: GoldenRow[string] | undefined,
  { spec, trained }: TrainReport
): string {
  const feature = spec.features[column];
  if (feature === undefined || feature.private) return 'private';
  if (value === null || value === undefined) return 'missing';
  if (typeof value === 'number') return formatValue(value);
  if (feature.kind === 'date') return value;
  const profile = trained.parts.profile.columns[column];
  const isNamed = profile?.kind === 'category' && namedLevels(profile, feature).has(value);
  return isNamed ? value : 'other';
}

function shorten(text: string, maxLength: number): string {
  const characters = Array.from(text);
  return characters.length <= maxLength ? text : `${characters.slice(0, maxLength - 1).join('')}…`;
}
