import { type Column, createTransform, type Table } from '@espalier/core';
import type { Pipeline } from '@espalier/core/contracts';
import { calibrate } from './calibrate.ts';
import { familyOf } from './families/index.ts';
import type { ScoringParts } from './score.ts';

/** Scores of a table, and the scores that it would have with one column changed. */
export interface Rescorer {
  /** P(positive) of every row as it is. */
  readonly scores: Float64Array;
  /** P(positive) of every row with the column in place of that of its name; `scores` itself where the model does not use it. */
  withColumn(column: Column): Float64Array;
}

/** The part of a pipeline that makes the features of one column, and where they stand among all. */
interface ColumnPart {
  readonly places: readonly number[];
  readonly transform: (table: Table) => Float64Array[];
}

/** Prepare the columns of a table once, to score it again and again with one of them changed. */
export function createRescorer(
  { pipeline, model, decision }: ScoringParts,
  table: Table,
  scores: Float64Array
): Rescorer {
  const features = createTransform(pipeline)(table);
  const rescore = familyOf(model).createRescorer(model, features, table.numRows);
  const parts = columnParts(pipeline);
  return {
    scores,
    withColumn(column) {
      const part = parts.get(column.name);
      if (part === undefined) return scores;
      const changed = part.transform({ numRows: table.numRows, columns: [column] });
      const out = new Float64Array(table.numRows);
      const isUsed = rescore(new Map(part.places.map((place, i) => [place, changed[i]!])), out);
      if (!isUsed) return scores;
      calibrate(decision.calibrator, out);
      return out;
    }
  };
}

function columnParts({ format, steps, features }: Pipeline): Map<string, ColumnPart> {
  const stepsOf = groupByColumn(steps);
  const placed = features.map(({ name, column }, place) => ({ name, column, place }));
  return new Map(
    Array.from(groupByColumn(placed), ([column, ofColumn]) => [
      column,
      {
        places: ofColumn.map(({ place }) => place),
        transform: createTransform({
          format,
          steps: stepsOf.get(column) ?? [],
          features: ofColumn.map(({ place }) => features[place]!)
        })
      }
    ])
  );
}

function groupByColumn<T extends { readonly column: string }>(
  items: readonly T[]
): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(item.column);
    if (group === undefined) groups.set(item.column, [item]);
    else group.push(item);
  }
  return groups;
}
