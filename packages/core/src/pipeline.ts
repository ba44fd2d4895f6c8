import type { Pipeline, Step } from './contracts/pipeline.ts';
import { applyImpute, fitImpute, markMissing, missingShare } from './steps/impute.ts';
import { applyOneHot, fitOneHot, oneHotNames, oneHotShares } from './steps/one-hot.ts';
import { applyOrdinal, fitOrdinal } from './steps/ordinal.ts';
import { applyStandardize, fitStandardize } from './steps/standardize.ts';
import { type CategoryColumn, type Column, columnOf, createRecoder, type Table } from './table.ts';

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

function fitColumn(column: Column, style: FeatureStyle): { steps: Step[]; features: Feature[] } {
  const { name } = column;
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
  const { values } = column;
  const impute = fitImpute(name, values);
  const filled = new Float64Array(values.length);
  applyImpute(impute, values, filled);
  const features: Feature[] = [{ name, column: name, mean: 0 }];
  if (impute.indicator)
    features.push({ name: missingName(name), column: name, mean: missingShare(values) });
  return { steps: [impute, fitStandardize(name, filled)], features };
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
      const values = numbers(table, made, step.column);
      if (step.indicator) markMissing(values, add(missingName(step.column)));
      applyImpute(step, values, add(step.column));
      return;
    }
    case 'standardize': {
      const values = numbers(table, made, step.column);
      applyStandardize(step, values, add(step.column));
      return;
    }
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
