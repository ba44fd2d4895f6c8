import type { Problem } from '@espalier/core';
import type { CONTRACT_NAMES, Profile } from '@espalier/core/contracts';
import type { Reason } from '@espalier/bundle';
import type { JsonObject } from '../json-schema.ts';

export type ContractName = (typeof CONTRACT_NAMES)[number];

/** Rows encoded by a model, ready for it to score. */
export interface Encoded {
  readonly numRows: number;
  /** Every reason why rows cannot be scored. */
  readonly problems: readonly Problem[];
  /** Warnings: accepted, but worth a look. */
  readonly warnings: readonly Problem[];
}

/** Scores of rows, one value for each row. */
export interface Scores {
  /** P(positive), or the score of a rule model. */
  readonly probabilities: Float64Array;
  /** The class of each row, or its label from the rules. */
  readonly labels: readonly (0 | 1 | string)[];
  /** Reasons, if requested: signed, largest first; of a rule model the names of the rules that matched. */
  readonly reasons?: readonly (readonly (Reason | string)[])[];
}

/** An input column, for protocols that know only columns. */
export interface InputColumn {
  readonly name: string;
  readonly kind: 'number' | 'category' | 'date' | 'text';
  readonly integer: boolean;
}

/** The two outputs of a model, as protocols with named outputs call them. */
export interface ModelOutputs {
  readonly score: Output;
  readonly label: Output;
}

export interface Output {
  readonly name: string;
  readonly datatype: 'FP64' | 'INT64' | 'BYTES';
}

/** One version of a model, ready to score: a bundle or a set of rules. */
export interface ModelVersion<E extends Encoded = Encoded> {
  readonly name: string;
  readonly version: string;
  readonly family: string;
  readonly contract: ContractName;
  /** sha256 of everything that determines its scores. */
  readonly checksum: string;
  readonly columns: readonly InputColumn[];
  /** Every field name that its owner chose. */
  readonly declared: ReadonlySet<string>;
  /** The free text of an input row, which the policy examines; undefined: rows have none. */
  readonly textOf?: (row: unknown) => string | undefined;
  readonly outputs: ModelOutputs;
  /** The JSON schema of a row. */
  readonly rowSchema: JsonObject;
  /** The JSON schema of a row without nesting; the same object if rows have none. */
  readonly flatRowSchema: JsonObject;
  /** A row that can be scored, for examples. */
  readonly example: JsonObject;
  readonly flatExample: JsonObject;
  /** Rows of a large batch scored before other requests get their turn. */
  readonly rowsPerTurn: number;
  /** Turn the cells of a row without nesting into input for `encode`. */
  readonly toRow: (cells: Readonly<Record<string, unknown>>) => unknown;
  encode(rows: readonly unknown[]): E;
  /** Score rows that this version encoded. */
  score(encoded: E, explain: boolean): Scores;
  /** Add answered rows to the live profile. */
  observe(encoded: E, scores: Scores): void;
  readonly live: LiveCounts;
  /** The body of GET /model. */
  readonly describe: () => Readonly<Record<string, unknown>>;
  /** Warnings about its files. */
  readonly notes: readonly Problem[];
}

/** Counts since the version was loaded, in constant memory. */
export interface LiveCounts {
  readonly numRows: () => number;
  /** The exact counts of this process, to be added to those of the other workers; never to be answered. */
  readonly exact: () => Profile;
  /** What may be told of this process: in steps, so that it tells about no single row. */
  readonly published: () => PublishedCounts;
}

export interface PublishedCounts {
  readonly profile: Profile;
  /** Scores by tenth. */
  readonly tenths: readonly number[];
  /** Cells outside the declared range, by feature. */
  readonly outOfRange: ReadonlyMap<string, number>;
}
