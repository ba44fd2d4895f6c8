import { type Problem } from '@espalier/core';
import { type CONTRACT_NAMES, type Profile } from '@espalier/core/contracts';
import { type Reason } from '@espalier/bundle';
import { type JsonObject } from '../openapi/json.ts';

export type ContractName = (typeof CONTRACT_NAMES)[number];

/** Rows, ready to be scored by the model that encoded them. */
export interface Encoded {
  readonly numRows: number;
  /** What makes rows unusable: all of it. */
  readonly problems: readonly Problem[];
  /** What is odd and was put up with. */
  readonly warnings: readonly Problem[];
}

/** What a model says of rows, one value a row. */
export interface Scores {
  /** P(positive); the score of a rule model. */
  readonly probabilities: Float64Array;
  /** The answer of each row: a class, or a label of the rules. */
  readonly labels: readonly (0 | 1 | string)[];
  /** Why, where that was asked for: signed and largest first; the rules that matched, without figures. */
  readonly reasons?: readonly (readonly (Reason | string)[])[];
}

/** A column that a model takes, in the words of protocols that know columns. */
export interface InputColumn {
  readonly name: string;
  readonly kind: 'number' | 'category' | 'text';
  readonly integer: boolean;
}

/** One version of a model, ready to answer: a bundle or a set of rules, the same to every contract. */
export interface ServedModel<E extends Encoded = Encoded> {
  readonly name: string;
  readonly version: string;
  readonly family: string;
  readonly contract: ContractName;
  /** sha256 of what decides its scores. */
  readonly checksum: string;
  readonly columns: readonly InputColumn[];
  /** The JSON schema of a row. */
  readonly rowSchema: JsonObject;
  /** Rows that score, for examples. */
  readonly examples: readonly unknown[];
  /** How many of a large batch are scored before others get their turn. */
  readonly rowsPerTurn: number;
  /** What a protocol of columns calls a row, as `encode` takes it. */
  readonly toRow: (cells: Readonly<Record<string, unknown>>) => unknown;
  encode(rows: readonly unknown[]): E;
  /** Only of rows that it encoded itself. */
  score(encoded: E, explain: boolean): Scores;
  /** Count rows that were answered in the live profile. */
  observe(encoded: E, scores: Scores): void;
  readonly live: LiveCounts;
  /** What GET /model says. */
  readonly describe: () => Readonly<Record<string, unknown>>;
  /** What is odd about its files and was put up with. */
  readonly notes: readonly Problem[];
}

/** What has been seen since the version was loaded, in constant memory. */
export interface LiveCounts {
  readonly profile: () => Profile;
  /** A profile as it may leave the server. */
  readonly publish: (profile: Profile) => Profile;
  /** Cells outside the declared range, by feature. */
  readonly outOfRange: ReadonlyMap<string, number>;
}
