import type { Pipeline, Step } from './contracts/pipeline.ts';
import { present } from './present.ts';
import { applyDateParts, datePartNames, fitDateParts } from './steps/date-parts.ts';
import { applyImpute, fitImpute, markMissing, missingShare } from './steps/impute.ts';
import { applyOneHot, fitOneHot, oneHotNames, oneHotShares } from './steps/one-hot.ts';
import { applyOrdinal, fitOrdinal } from './steps/ordinal.ts';
import { applyStandardize, fitStandardize } from './steps/standardize.ts';
import {
  type CategoryColumn,
  type Column,
  columnOf,
  createRecoder,
  type NumberColumn,
  type Table
} from './table.ts';

/** Feature encoding of a model family: `dense` imputes and standardizes, `trees` uses codes and keeps NaN. */
export type FeatureStyle = 'dense' | 'trees';

/** Fit the steps of the named columns to the rows of a table. */
export function fitPipeline(
  table: Table,
  columns: readonly string[],
  style: FeatureStyle
): Pipeline {
  const steps: Step[] = [];
  const features: Feature[] = [];
  for (const name of columns) {
    const fitted = fitColumn(columnOf(table, name), style);
    steps.push(...fitted.steps);
    features.push(...fitted.features);
  }
  return { format: 'espalier.pipeline/1', steps, features };
}

type Feature = Pipeline['features'][number];

interface FittedColumn {
  readonly steps: readonly Step[];
  readonly features: readonly Feature[];
}

function fitColumn(column: Column, style: FeatureStyle): FittedColumn {
  const { name } = column;
  if (column.kind === 'number' && column.date !== undefined) return fitDate(column, style);
  if (style === 'trees')
    return {
      steps: column.kind === 'category' ? [fitOrdinal(column)] : [],
      features: [{ name, column: name }]
    };
  if (column.kind === 'category') {
    const step = fitOneHot(column);
    const shares = oneHotShares(step, createRecoder(step.levels)(column));
    return {
      steps: [step],
      features: oneHotNames(step).map((feature, i) => ({
        name: feature,
        column: name,
        mean: shares[i]!
      }))
    };
  }
  const fitted = fitNumbers(name, column.values);
  return { steps: fitted.steps, features: [{ name, column: name, mean: 0 }, ...fitted.indicator] };
}

/** Impute and standardize the values of a column, or of its feature of that name. */
function fitNumbers(
  column: string,
  values: Float64Array,
  feature?: string
): { readonly steps: Step[]; readonly indicator: Feature[] } {
  const impute = { ...fitImpute(column, values), ...present({ feature }) };
  const filled = new Float64Array(values.length);
  applyImpute(impute, values, filled);
  return {
    steps: [impute, { ...fitStandardize(column, filled), ...present({ feature }) }],
    indicator: impute.indicator
      ? [{ name: missingName(column), column, mean: missingShare(values) }]
      : []
  };
}

/** The parts of a date are features of their own; where it is missing, one indicator stands for all of them. */
function fitDate({ name, values, date }: NumberColumn, style: FeatureStyle): FittedColumn {
  const step = fitDateParts(name, values, date?.parts);
  const names = datePartNames(step);
  if (style === 'trees')
    return { steps: [step], features: names.map(feature => ({ name: feature, column: name })) };
  const parts = names.map(() => new Float64Array(values.length));
  applyDateParts(step, values, parts);
  const fitted = names.map((feature, j) => fitNumbers(name, parts[j]!, feature));
  return {
    steps: [
      step,
      ...fitted.flatMap(({ steps }, j) => (j === 0 ? steps : steps.map(withoutIndicator)))
    ],
    features: [
      ...names.map(feature => ({ name: feature, column: name, mean: 0 })),
      ...fitted[0]!.indicator
    ]
  };
}

function withoutIndicator(step: Step): Step {
  return step.kind === 'impute' ? { ...step, indicator: false } : step;
}

function missingName(column: string): string {
  return `${column}=missing`;
}

/**
 * Create a function that turns a table into features, one array of `numRows` per feature. A single row is a table of one row.
 * Columns that the model does not use are ignored.
 */
export function createTransform(pipeline: Pipeline): (table: Table) => Float64Array[] {
  const recoders = new Map<Step, (column: CategoryColumn) => Int32Array>();
  for (const step of pipeline.steps) {
    if (step.kind === 'one_hot' || step.kind === 'ordinal')
      recoders.set(step, createRecoder(step.levels));
  }
  return table => {
    const made: Made = new Map();
    for (const step of pipeline.steps) applyStep(step, table, made, recoders.get(step));
    return pipeline.features.map(
      ({ name, column }) => made.get(column)?.get(name) ?? numbers(table, made, column)
    );
  };
}

/** Results of the steps so far, by column and feature: features of two columns may share a name. */
type Made = Map<string, Map<string, Float64Array>>;

/** The column after the previous steps. */
function numbers(table: Table, made: Made, name: string): Float64Array {
  const found = made.get(name)?.get(name);
  if (found !== undefined) return found;
  const column = columnOf(table, name);
  if (column.kind !== 'number')
    throw new RangeError(`Cannot use column "${name}": it holds categories, numbers are needed`);
  return column.values;
}

function applyStep(
  step: Step,
  table: Table,
  made: Made,
  recodeColumn: ((column: CategoryColumn) => Int32Array) | undefined
): void {
  const n = table.numRows;
  const ofColumn = made.get(step.column) ?? new Map<string, Float64Array>();
  made.set(step.column, ofColumn);
  const add = (name: string): Float64Array => {
    const out = new Float64Array(n);
    ofColumn.set(name, out);
    return out;
  };
  switch (step.kind) {
    case 'impute': {
      const { column, feature = column } = step;
      const values = ofColumn.get(feature) ?? numbers(table, made, column);
      if (step.indicator) markMissing(values, add(missingName(column)));
      applyImpute(step, values, add(feature));
      return;
    }
    case 'standardize': {
      const { column, feature = column } = step;
      const values = ofColumn.get(feature) ?? numbers(table, made, column);
      applyStandardize(step, values, add(feature));
      return;
    }
    case 'date_parts':
      applyDateParts(step, numbers(table, made, step.column), datePartNames(step).map(add));
      return;
    case 'one_hot':
      applyOneHot(step, recodeColumn!(categories(table, step.column)), oneHotNames(step).map(add));
      return;
    case 'ordinal':
      applyOrdinal(step, recodeColumn!(categories(table, step.column)), add(step.column));
  }
}

function categories(table: Table, name: string): CategoryColumn {
  const column = columnOf(table, name);
  if (column.kind !== 'category')
    throw new RangeError(`Cannot use column "${name}": it holds numbers, categories are needed`);
  return column;
}
