import { columnOf, countPositives, type Table } from '@espalier/core';
import type { Evaluation } from '@espalier/core/metrics';
import { MIN_CLASS_ROWS, MIN_CLASS_ROWS_OF_PART, MIN_ROWS_OF_PART } from '../limits.ts';
import { hasIdentifierName } from './identifiers.ts';
import { namesEntities } from './entities.ts';
import { findTelling, type Telling } from './pairs.ts';
import { counted, quoteWord } from './wording.ts';

/** Over this a score is more often a leak than a good model. */
const NEARLY_PERFECT_AUC = 0.999;
/** A column with this share of the importance carries the model. */
const LARGE_SHARE = 0.3;

/** A training's result on the validation rows, as far as the warnings need it. */
export interface Result {
  readonly training: { readonly table: Table; readonly labels: Uint8Array };
  readonly held: { readonly labels: Uint8Array };
  readonly probabilities: Float64Array;
  readonly decisions: Uint8Array;
  readonly evaluation: Pick<Evaluation, 'roc_auc'>;
  readonly threshold: number;
  /** The most important first. */
  readonly importances: readonly { readonly column: string; readonly importance: number }[];
  /** Does the split keep the rows of a group together already? */
  readonly isGrouped: boolean;
}

/** Warnings about a result. */
export function resultWarnings(result: Result): string[] {
  return [
    ...perfectWarnings(result),
    ...entityWarnings(result),
    ...decisionWarnings(result),
    ...partWarnings('training', result.training.labels),
    ...partWarnings('validation', result.held.labels)
  ];
}

/** A score that is nearly perfect, with the columns that most likely hold the answer. */
function perfectWarnings({ evaluation, training, importances }: Result): string[] {
  const auc = evaluation.roc_auc;
  if (!(auc > NEARLY_PERFECT_AUC)) return [];
  const names = importances.map(({ column }) => column);
  const telling = findTelling(training.table, training.labels, names);
  const where =
    telling.length === 0
      ? `the most important are ${names.slice(0, 3).join(', ')}`
      : telling.map(tellingWords).join('; ');
  return [
    `ROC-AUC ${auc.toFixed(4)} is nearly perfect, which deserves a look: is a column known only after the outcome? ${where}`
  ];
}

function tellingWords({ columns, auc }: Telling): string {
  const score = `ROC-AUC ${auc.toFixed(4)}`;
  return columns.length === 1
    ? `${columns[0]!} alone gives ${score}`
    : `${columns.join(' and ')} together give ${score}, though neither does alone`;
}

/** Columns that the model rests on because rows of one value share the answer. Those with an identifier's name are told before. */
function entityWarnings({ training: { table, labels }, importances, isGrouped }: Result): string[] {
  if (isGrouped) return [];
  return importances
    .filter(({ column, importance }) => importance >= LARGE_SHARE && !hasIdentifierName(column))
    .filter(({ column }) => namesEntities(columnOf(table, column), labels))
    .map(
      ({ column, importance }) =>
        `${column}: ${Math.round(100 * importance)}% of the importance, and only rows of the same value are alike; if it names whom a row is about, set group: to it in the dataset spec, or pass --ignore ${quoteWord(column)}`
    );
}

/** A model that says the same of every row, or a decision that does. */
function decisionWarnings({
  probabilities,
  decisions,
  threshold,
  training: { labels }
}: Result): string[] {
  if (probabilities.every(p => p === probabilities[0]))
    return [
      'every validation row gets the same probability: the columns tell nothing about the target, or there are too few rows'
    ];
  const numPositive = countPositives(decisions);
  if (numPositive > 0 && numPositive < decisions.length) return [];
  const said = numPositive === 0 ? 'no validation row is' : 'every validation row is';
  const share = countPositives(labels) / labels.length;
  const canChoose = Math.min(share, 1 - share) * labels.length >= MIN_CLASS_ROWS;
  return [
    `${said} called positive at the threshold ${Number(threshold.toPrecision(4))}; to change that, pass --threshold ${canChoose ? 'f1' : Number(share.toPrecision(2))}`
  ];
}

/** A part that is too small to learn from, or to measure on. */
function partWarnings(part: 'training' | 'validation', labels: Uint8Array): string[] {
  const positives = countPositives(labels);
  const negatives = labels.length - positives;
  const isSmall =
    labels.length < MIN_ROWS_OF_PART || Math.min(positives, negatives) < MIN_CLASS_ROWS_OF_PART;
  if (!isSmall) return [];
  const consequence =
    part === 'training' ? 'too few to learn much from' : 'the metrics are hardly more than chance';
  return [
    `${counted(labels.length, `${part} row`)}, ${positives} positive and ${negatives} negative: ${consequence}`
  ];
}
